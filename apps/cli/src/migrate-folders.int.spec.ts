import { readFileSync } from 'node:fs';
import { type ImapBehaviour, refuseFolderNames } from '@mailhaul/mail-servers';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type MigrationStage,
  ann,
  finishedOf,
  migrationStage,
} from './spec-support/migration-stage.ts';
import { runCli } from './spec-support/run-cli.ts';

let stage: MigrationStage;
beforeEach(() => {
  stage = migrationStage();
});
afterEach(() => stage.end());

const one = [{ bytes: 'Subject: one\r\n\r\none\r\n' }];
const folders = [
  { path: ['a:b'], messages: one },
  { path: ['Broken'], messages: one },
  { path: ['Everything'], specialUse: '\\All' as const, messages: one },
];
const broken: ImapBehaviour = {
  beforeCommand: ({ name, line }) =>
    name === 'EXAMINE' && line.includes('Broken')
      ? { status: 'NO', text: 'Mailbox is corrupted' }
      : undefined,
};
const strict = refuseFolderNames((path) => path.some((name) => name.includes(':')));

function startServers(source: ImapBehaviour[]) {
  return stage.start({
    users: [ann],
    messageCount: 3,
    folders,
    source: { behaviours: source },
    target: { behaviours: [strict] },
  });
}

describe('folders', () => {
  it('parked, left out and spelled otherwise are told at the end, in --json and in a CSV log', async () => {
    const ways = [broken];
    await startServers(ways);
    const first = await runCli(stage.migrateArgs(), { environment: stage.environment() });
    expect(first.code, first.stderr).toBe(1);
    expect(first.stdout).toMatch(/ann@example\.com +5 +0 +1 .*Investigate/u);
    expect(first.stdout).toContain('folder not copied: Broken (1 item)');
    expect(first.stdout).toContain('Mailbox is corrupted');
    expect(first.stdout).toContain(
      'folder left out: Everything (1): it shows items of other folders',
    );
    expect(first.stdout).toMatch(/folder a:b is a％x3a.b at the target/u);
    const again = await runCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    expect(again.code).toBe(1);
    const events = again.events();
    const kinds = events.map(({ event }) => event);
    expect(kinds).toContain('folder-parked');
    expect(kinds).toContain('folder-left-out');
    const [finished] = finishedOf(events);
    expect(finished).toMatchObject({ end: 'completed', parkedFolders: 1 });
    expect(finished?.verification).toMatchObject({
      grade: 'Investigate',
      findings: { unreadable: 1 },
    });
    const rows: string[][] = parse(readFileSync(finished?.folderLog ?? '', 'utf8'));
    expect(rows[0]).toEqual([
      'source_folder',
      'target_folder',
      'what',
      'why',
      'items',
      'server_text',
    ]);
    expect(rows).toContainEqual([
      'Broken',
      '',
      'parked',
      'folder-refused',
      '1',
      'Mailbox is corrupted',
    ]);
    expect(rows).toContainEqual(['Everything', '', 'left-out', 'view', '1', '']);
    expect(
      rows.some(([name, , what, why]) => name === 'a:b' && what === 'placed' && why === 'spelled'),
    ).toBe(true);
    ways.splice(0);
    const mended = await runCli(stage.migrateArgs(), { environment: stage.environment() });
    expect(mended.code, mended.stdout).toBe(0);
    expect(mended.stdout).toMatch(/ann@example\.com +6 .*Perfect/u);
  });

  it('--dry-run shows where each goes, and what is left out and why', async () => {
    await startServers([broken]);
    const args = stage.migrateArgs('--dry-run', '--exclude-folder', 'Archive');
    const plan = await runCli(args, { environment: stage.environment() });
    expect(plan.code, plan.stderr).toBe(0);
    expect(plan.stdout).toMatch(/a:b +a:b +1 /u);
    expect(plan.stdout).toMatch(/Everything +1 +it shows items of other folders/u);
    expect(plan.stdout).toMatch(/Archive\/2024 +1 +a filter leaves it out/u);
    expect(plan.stdout).toContain('folder not copied: Broken (1 item)');
    const taken = await runCli(
      stage.migrateArgs('--dry-run', '--json', '--take-folder', 'Everything'),
      { environment: stage.environment() },
    );
    const planned = taken.events().flatMap((e) => (e.event === 'folder-planned' ? e.folder : []));
    expect(planned).toContain('Everything');
  });
});
