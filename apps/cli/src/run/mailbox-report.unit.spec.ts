import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerReport, LedgerRow } from '@mailhaul/pass-runner';
import { afterAll, describe, expect, it } from 'vitest';
import { saveItemLog } from './mailbox-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailhaul-item-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plain: LedgerRow = {
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
};
const refused: LedgerRow = { ...plain, sourceId: 2, outcome: 'failed', reason: 'item-refused' };

describe('the log of items', () => {
  /** Which file stands there after it was saved: another one where it was written anew. */
  const saved = async (name: string, rows: readonly LedgerRow[]) => {
    const report = { excludedFor: {}, rows: () => rows } as unknown as LedgerReport;
    const { path, failures } = await saveItemLog(folder, name, report);
    return { path, failures, file: statSync(path).ino };
  };

  it('is left as it stands where nothing has changed', async () => {
    const first = await saved('same', [plain, refused]);
    const text = readFileSync(first.path, 'utf8');
    const second = await saved('same', [{ ...plain }, { ...refused }]);
    expect(second).toMatchObject({ file: first.file, failures: first.failures });
    expect(readFileSync(first.path, 'utf8')).toBe(text);
  });

  it.for([
    { what: 'an outcome', rows: [plain, { ...refused, outcome: 'migrated' as const }] },
    { what: 'a place at the target', rows: [{ ...plain, targetId: 9 }, refused] },
    { what: 'a folder', rows: [plain, { ...refused, targetPath: ['Other'] }] },
    { what: 'one item more', rows: [plain, refused, { ...plain, sourceId: 3 }] },
  ])('is written anew where $what has changed', async ({ what, rows }) => {
    const { file } = await saved(what, [plain, refused]);
    expect((await saved(what, rows)).file).not.toBe(file);
  });

  it('is written anew where somebody has cut or removed it', async () => {
    const { path } = await saved('cut', [plain, refused]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, 20));
    await saved('cut', [plain, refused]);
    expect(readFileSync(path, 'utf8')).toBe(text);
    rmSync(path);
    await saved('cut', [plain, refused]);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
