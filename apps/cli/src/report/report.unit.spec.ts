import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerRow } from '@mailhaul/pass-runner';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import type { MailboxFinished } from '../render/run-events.schema.ts';
import { closingWords } from './closing-words.ts';
import { writeItemLog } from './csv-log.ts';
import { outcomeTable } from './outcome-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailhaul-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function row(changes: Partial<LedgerRow>): LedgerRow {
  return {
    sourcePath: ['INBOX'],
    targetPath: ['INBOX'],
    sourceId: 1,
    targetId: 2,
    size: 3,
    epochSeconds: 0,
    hash: undefined,
    outcome: 'migrated',
    reason: undefined,
    serverText: undefined,
    ...changes,
  };
}

function finishedWith(changes: Partial<MailboxFinished> = {}): MailboxFinished {
  const counts = { migrated: 2940, excluded: 12, failed: 3, gone: 1, collapsed: 0 };
  return {
    event: 'mailbox-finished',
    mailbox: 0,
    end: 'completed',
    pass: counts,
    totals: { ...counts, bytesMigrated: 5, pending: 0 },
    failures: [{ reason: 'item-too-large', items: 3 }],
    exclusions: [],
    parkedFolders: 0,
    watchedUntil: null,
    surplusReported: 0,
    investigate: 0,
    error: null,
    verification: {
      grade: 'Good',
      sourceItems: 1,
      targetItems: 1,
      findings: { 'flags-differ': 2 },
      kinds: { mail: { source: 1, target: 1 } },
      log: null,
    },
    log: '/state/logs/ann.csv',
    folderLog: null,
    ...changes,
  };
}

describe('the CSV log', () => {
  it('keeps names whole and disarms what a spreadsheet would run', async () => {
    const path = join(folder, 'log.csv');
    const formulas = ['=HYPERLINK("http://x","y")', '+1', '-1', '@SUM(A1)', '\t=1'];
    await writeItemLog(path, [
      ...formulas.map((name) => row({ sourcePath: [name] })),
      row({
        sourcePath: ['Ablage, "alt"', 'Größe'],
        targetId: undefined,
        outcome: 'failed',
        serverText: 'NO\r\n=1',
      }),
    ]);
    const [header, ...rows]: string[][] = parse(readFileSync(path, 'utf8'));
    expect(header?.slice(0, 3)).toEqual(['source_folder', 'target_folder', 'source_id']);
    for (const cells of rows.slice(0, 5)) expect(cells[0]).toMatch(/^['?]/u);
    expect(rows[5]).toEqual([
      'Ablage, "alt"/Größe',
      'INBOX',
      '1',
      '',
      '3',
      '1970-01-01T00:00:00.000Z',
      'failed',
      '',
      'NO??=1',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

const given = { nowWallMs: 0, hasAfterwards: true };

describe('the end of a run', () => {
  it('fits its table into 80 columns', () => {
    const label = 'a-long-address@a-long-domain.example → other@elsewhere.example';
    const table = outcomeTable(
      [
        { label, finished: finishedWith() },
        { label: 'bob', finished: finishedWith({ end: 'stopped', verification: null }) },
      ],
      80,
    );
    const lines = table.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(table).toContain('Good');
    expect(table).toContain('5,880');
  });

  it('names reasons, what is under watch, the log and the next step', () => {
    const finished = finishedWith({ watchedUntil: '2026-01-01T10:00:00.000Z' });
    const words = closingWords([{ label: 'ann', finished }], given).join('\n');
    expect(words).toMatch(/3 failed: item-too-large/u);
    expect(words).toMatch(/one batch under watch until 2026-01-01/u);
    expect(words).toMatch(/Good: Flags or categories of 2 items differ\./u);
    expect(words).toMatch(/ann\.csv/u);
    expect(words).toMatch(/only what is new/u);
    const stopped = closingWords(
      [{ label: 'ann', finished: finishedWith({ end: 'stopped' }) }],
      given,
    ).join('\n');
    expect(stopped).toMatch(/run the same command again: nothing is copied twice/u);
  });
});
