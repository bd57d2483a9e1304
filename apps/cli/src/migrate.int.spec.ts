import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { delayAnswer } from '@mailhaul/mail-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type MigrationStage,
  ann,
  finishedOf,
  migrationStage,
} from './spec-support/migration-stage.ts';
import { runCli, startCli } from './spec-support/run-cli.ts';
import { bodiesOf, sharedPassword } from './spec-support/two-servers.ts';

let stage: MigrationStage;
beforeEach(() => {
  stage = migrationStage();
});
afterEach(() => stage.end());

describe('mailhaul migrate', () => {
  it('copies, verifies, logs, and the same command again copies only what is new', async () => {
    const servers = await stage.start({ users: [ann], messageCount: 60 });
    const first = await runCli(stage.migrateArgs(), { environment: stage.environment() });
    expect(first.stderr).not.toMatch(/warning|error/iu);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/ann@example\.com +80 .*Perfect/u);
    stage.expectAllThere(ann);

    const log = /Every item's outcome: (.*\.csv)/u.exec(first.stdout)?.[1] ?? '';
    expect(log.startsWith(stage.home)).toBe(true);
    expect(readFileSync(log, 'utf8').trimEnd().split('\r\n')).toHaveLength(81);

    servers.source.mailbox(ann).deliver(['INBOX'], { bytes: 'Subject: new\r\n\r\nnew\r\n' });
    const second = await runCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    expect(second.code).toBe(0);
    expect(second.stderr).toBe('');
    const [finished] = finishedOf(second.events());
    expect(finished).toMatchObject({
      end: 'completed',
      pass: { migrated: 1 },
      totals: { migrated: 81 },
    });
    expect(finished?.verification?.grade).toBe('Perfect');
    stage.expectAllThere(ann);
  });

  it('tells how much a folder filter leaves out; the log has no rows of it', async () => {
    await stage.start({ users: [ann], messageCount: 60 });
    const only = stage.migrateArgs('--include-folder', 'INBOX');
    const first = await runCli(only, { environment: stage.environment() });
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/ann@example\.com +60 +20 +.*Perfect/u);
    expect(first.stdout).toContain('20 excluded: folder-not-included');
    const log = /Every item's outcome: (.*\.csv)/u.exec(first.stdout)?.[1] ?? '';
    expect(readFileSync(log, 'utf8').trimEnd().split('\r\n')).toHaveLength(61);
    const all = await runCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    const [finished] = finishedOf(all.events());
    const pass = { migrated: 20, excluded: 0 };
    expect(finished).toMatchObject({ pass, totals: { migrated: 80, excluded: 0 }, exclusions: [] });
  });

  it('shows no password given by environment or file to other processes', async () => {
    const servers = await stage.start({
      users: [ann],
      messageCount: 20,
      target: { behaviours: [delayAnswer(200, 'APPEND')] },
    });
    const passwordFile = join(stage.home, 'password');
    writeFileSync(passwordFile, `${sharedPassword}\n`, { mode: 0o600 });
    const { MAILHAUL_SOURCE_PASSWORD: _, ...rest } = stage.environment();
    const run = startCli(stage.migrateArgs('--json', '--source-password-file', passwordFile), {
      environment: rest,
    });
    await run.until(() => run.stdout().includes('"copying"'));
    const shown = readFileSync(`/proc/${run.child.pid ?? 0}/cmdline`, 'latin1');
    expect(shown).toContain('mailhaul');
    expect(shown).not.toContain(sharedPassword);
    expect((await run.ended).code).toBe(0);
    // The same for one in the URL, once the program runs; and a warning.
    const url = servers.url('source', ann, sharedPassword);
    const args = [
      'migrate',
      '--source',
      url,
      '--target',
      servers.url('target', ann),
      '--no-verify',
      '--json',
    ];
    const careless = startCli(args, { environment: rest });
    await careless.until(() => careless.stdout().includes('"notice"'));
    const title = readFileSync(`/proc/${careless.child.pid ?? 0}/cmdline`, 'latin1');
    expect(title).not.toContain(encodeURIComponent(sharedPassword));
    await careless.ended;
    expect(careless.stdout()).toContain('history');
    expect(careless.stdout() + run.stdout()).not.toContain(sharedPassword);
  });

  it('refuses a state that a newer version wrote', async () => {
    await stage.start({ users: [ann], messageCount: 3 });
    const state = join(stage.home, 'state');
    const args = stage.migrateArgs('--state', state);
    expect((await runCli(args, { environment: stage.environment() })).code).toBe(0);
    const file = new DatabaseSync(join(state, 'events.sqlite'));
    file.exec('PRAGMA user_version = 9999');
    file.close();
    const run = await runCli(args, { environment: stage.environment() });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('newer version of Mailhaul');
  });

  it('refuses the state of another pair', async () => {
    const servers = await stage.start({ users: [ann, 'bob'], messageCount: 3 });
    const state = join(stage.home, 'state');
    expect(
      (await runCli(stage.migrateArgs('--state', state), { environment: stage.environment() }))
        .code,
    ).toBe(0);
    const other = await runCli(
      [
        'migrate',
        '--source',
        servers.url('source', 'bob'),
        '--target',
        servers.url('target', 'bob'),
        '--state',
        state,
      ],
      { environment: stage.environment() },
    );
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('another source and target');
    expect(bodiesOf(servers.target, 'bob', ['INBOX'])).toEqual([]);
  });

  it('exits with 3 and the remedy when the sign-in is refused', async () => {
    await stage.start({ users: [ann], messageCount: 3 });
    const wrong = { ...stage.environment(), MAILHAUL_TARGET_PASSWORD: 'wrong' };
    const run = await runCli(stage.migrateArgs(), { environment: wrong });
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/sign-in-rejected/u);
    expect(run.stdout).toMatch(/what to do: /u);
    expect(run.stdout + run.stderr).not.toContain('wrong');
  });

  it('plans a dry run and writes nothing, neither mail nor state', async () => {
    const servers = await stage.start({ users: [ann], messageCount: 12 });
    const run = await runCli(stage.migrateArgs('--dry-run', '--json'), {
      environment: stage.environment(),
    });
    expect(run.code).toBe(0);
    expect(run.events().find((event) => event.event === 'planned')).toMatchObject({ items: 16 });
    expect(servers.target.mailbox(ann).folders()).toHaveLength(1);
    expect(readdirSync(stage.home)).toEqual([]);
  });

  it('counts failed items and exits with 1', async () => {
    const servers = await stage.start({
      users: [ann],
      messageCount: 6,
      messageBytes: 3000,
      target: { appendLimit: 5000 },
    });
    servers.source
      .mailbox(ann)
      .deliver(['INBOX'], { bytes: `Subject: big\r\n\r\n${'y'.repeat(9000)}\r\n` });
    const run = await runCli(stage.migrateArgs(), { environment: stage.environment() });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/1 failed: /u);
  });
});
