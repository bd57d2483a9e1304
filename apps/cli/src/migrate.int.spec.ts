import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayAnswer, delayCommit } from '@mailhaul/mail-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailboxFinished, RunEvent } from './render/run-events.schema.ts';
import { runCli, startCli, temporaryHome } from './spec-support/run-cli.ts';
import {
  type TwoServers,
  bodiesOf,
  sharedPassword,
  startTwoServers,
} from './spec-support/two-servers.ts';

const ann = 'ann@example.com';
const folders = [['INBOX'], ['Archive', '2024']];

let home: ReturnType<typeof temporaryHome>;
let servers: TwoServers;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(async () => {
  await servers.stop();
  home.remove();
});

/** Passwords by environment, data folder in a temporary place. */
function environment(): Record<string, string> {
  return {
    XDG_DATA_HOME: home.path,
    MAILHAUL_SOURCE_PASSWORD: sharedPassword,
    MAILHAUL_TARGET_PASSWORD: sharedPassword,
  };
}

function migrateArgs(...more: string[]): string[] {
  return [
    'migrate',
    '--source',
    servers.url('source', ann),
    '--target',
    servers.url('target', ann),
    ...more,
  ];
}

function expectAllThere(user: string): void {
  for (const path of folders) {
    expect(bodiesOf(servers.target, user, path)).toEqual(bodiesOf(servers.source, user, path));
  }
}

function finishedOf(events: readonly RunEvent[]): MailboxFinished[] {
  return events.filter((event) => event.event === 'mailbox-finished');
}

describe('mailhaul migrate', () => {
  it('copies, verifies, logs, and the same command again copies only what is new', async () => {
    servers = await startTwoServers({ users: [ann], messageCount: 60 });
    const first = await runCli(migrateArgs(), { environment: environment() });
    expect(first.stderr).not.toMatch(/warning|error/iu);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/ann@example\.com +80 .*Perfect/u);
    expectAllThere(ann);

    const log = /Every item's outcome: (.*\.csv)/u.exec(first.stdout)?.[1] ?? '';
    expect(log.startsWith(home.path)).toBe(true);
    expect(readFileSync(log, 'utf8').trimEnd().split('\r\n')).toHaveLength(81);

    servers.source.mailbox(ann).deliver(['INBOX'], { bytes: 'Subject: new\r\n\r\nnew\r\n' });
    const second = await runCli(migrateArgs('--json'), { environment: environment() });
    expect(second.code).toBe(0);
    expect(second.stderr).toBe('');
    const [finished] = finishedOf(second.events());
    expect(finished).toMatchObject({
      end: 'completed',
      pass: { migrated: 1 },
      totals: { migrated: 81 },
    });
    expect(finished?.verification?.grade).toBe('Perfect');
    expectAllThere(ann);
  });

  it('shows no password given by environment or file to other processes', async () => {
    servers = await startTwoServers({
      users: [ann],
      messageCount: 20,
      target: { behaviours: [delayAnswer(200, 'APPEND')] },
    });
    const passwordFile = join(home.path, 'password');
    writeFileSync(passwordFile, `${sharedPassword}\n`, { mode: 0o600 });
    const { MAILHAUL_SOURCE_PASSWORD: _, ...rest } = environment();
    const run = startCli(migrateArgs('--json', '--source-password-file', passwordFile), {
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

  it('survives kill -9: the same command finishes, nothing lost, nothing doubled', async () => {
    servers = await startTwoServers({
      users: [ann],
      messageCount: 150,
      target: { behaviours: [delayCommit(40)] },
    });
    for (const enough of [1, 60]) {
      const run = startCli(migrateArgs('--json'), { environment: environment() });
      const settledCount = () =>
        run
          .events()
          .reduce((sum, event) => sum + (event.event === 'settled' ? event.counts.migrated : 0), 0);
      await run.until(() => settledCount() >= enough);
      run.child.kill('SIGKILL');
      expect((await run.ended).signal).toBe('SIGKILL');
    }
    const last = await runCli(migrateArgs('--json'), { environment: environment() });
    expect(last.code).toBe(0);
    expectAllThere(ann);
    expect(finishedOf(last.events())[0]).toMatchObject({
      totals: { migrated: 200, pending: 0 },
      verification: { grade: 'Perfect' },
    });
  });

  it('ends in good order on SIGINT, says how to resume, and resumes', async () => {
    servers = await startTwoServers({
      users: [ann],
      messageCount: 150,
      target: { behaviours: [delayAnswer(60, 'APPEND')] },
    });
    const run = startCli(migrateArgs(), { environment: environment() });
    await run.until(() => run.stderr().includes('copying'));
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(4);
    expect(run.stderr()).toContain('stopping');
    expect(run.stdout()).toContain('run the same command again');
    expect(bodiesOf(servers.target, ann, ['INBOX']).length).toBeLessThan(150);
    expect((await runCli(migrateArgs(), { environment: environment() })).code).toBe(0);
    expectAllThere(ann);
  });

  it('ends at once on the second SIGINT', async () => {
    servers = await startTwoServers({
      users: [ann],
      messageCount: 30,
      target: { behaviours: [delayAnswer(30_000, 'APPEND')] },
    });
    const run = startCli(migrateArgs(), { environment: environment() });
    while (servers.target.commandCount('APPEND') === 0) await sleep(10);
    run.child.kill('SIGINT');
    await run.until(() => run.stderr().includes('stopping'));
    await sleep(150);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(4);
    expect(run.stderr()).toContain('stopped at once');
  });

  it('refuses a second run on one state with a plain word; status reads it meanwhile', async () => {
    servers = await startTwoServers({
      users: [ann],
      messageCount: 60,
      target: { behaviours: [delayAnswer(300, 'APPEND')] },
    });
    const state = join(home.path, 'state');
    const run = startCli(migrateArgs('--json', '--state', state), { environment: environment() });
    await run.until(() => run.stdout().includes('"settled"'));
    const second = await runCli(migrateArgs('--state', state), { environment: environment() });
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('another run is at work');
    const status = await runCli(['status', '--state', state]);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/ann@example\.com: \d+ migrated/u);
    expect((await run.ended).code).toBe(0);
    const after = await runCli(['status', '--state', state, '--json']);
    expect(JSON.parse(after.stdout)).toMatchObject({
      mailbox: ann,
      migrated: 80,
      pending: 0,
      isPassOpen: false,
    });
    expect(readdirSync(state).toSorted()).toEqual(
      expect.arrayContaining(['events.sqlite', 'logs', 'pairs']),
    );
  });

  it('refuses a state that a newer version wrote', async () => {
    servers = await startTwoServers({ users: [ann], messageCount: 3 });
    const state = join(home.path, 'state');
    const args = migrateArgs('--state', state);
    expect((await runCli(args, { environment: environment() })).code).toBe(0);
    const file = new DatabaseSync(join(state, 'events.sqlite'));
    file.exec('PRAGMA user_version = 9999');
    file.close();
    const run = await runCli(args, { environment: environment() });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('newer version of Mailhaul');
  });

  it('says nothing with --quiet when all is well, and goes on when its reader goes away', async () => {
    servers = await startTwoServers({ users: [ann], messageCount: 30 });
    const quiet = await runCli(migrateArgs('--quiet'), { environment: environment() });
    expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([0, '', '']);
    servers.source.mailbox(ann).deliver(['INBOX'], { bytes: 'Subject: new\r\n\r\nnew\r\n' });
    const run = startCli(migrateArgs('--json'), { environment: environment() });
    run.child.stdout?.destroy();
    expect((await run.ended).code).toBe(0);
    expectAllThere(ann);
  });

  it('refuses the state of another pair', async () => {
    servers = await startTwoServers({ users: [ann, 'bob'], messageCount: 3 });
    const state = join(home.path, 'state');
    expect((await runCli(migrateArgs('--state', state), { environment: environment() })).code).toBe(
      0,
    );
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
      { environment: environment() },
    );
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('another source and target');
    expect(bodiesOf(servers.target, 'bob', ['INBOX'])).toEqual([]);
  });

  it('exits with 3 and the remedy when the sign-in is refused', async () => {
    servers = await startTwoServers({ users: [ann], messageCount: 3 });
    const wrong = { ...environment(), MAILHAUL_TARGET_PASSWORD: 'wrong' };
    const run = await runCli(migrateArgs(), { environment: wrong });
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/sign-in-rejected/u);
    expect(run.stdout).toMatch(/what to do: /u);
    expect(run.stdout + run.stderr).not.toContain('wrong');
  });

  it('plans a dry run and writes nothing, neither mail nor state', async () => {
    servers = await startTwoServers({ users: [ann], messageCount: 12 });
    const run = await runCli(migrateArgs('--dry-run', '--json'), { environment: environment() });
    expect(run.code).toBe(0);
    expect(run.events().find((event) => event.event === 'planned')).toMatchObject({ items: 16 });
    expect(servers.target.mailbox(ann).folders()).toHaveLength(1);
    expect(readdirSync(home.path)).toEqual([]);
  });

  it('counts failed items and exits with 1', async () => {
    servers = await startTwoServers({
      users: [ann],
      messageCount: 6,
      messageBytes: 3000,
      target: { appendLimit: 5000 },
    });
    servers.source
      .mailbox(ann)
      .deliver(['INBOX'], { bytes: `Subject: big\r\n\r\n${'y'.repeat(9000)}\r\n` });
    const run = await runCli(migrateArgs(), { environment: environment() });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/1 failed: /u);
  });
});

describe('mailhaul migrate --pairs', () => {
  const users = ['ann@example.com', 'bob@example.com', 'eve@example.com'];

  function csvArgs(rows: readonly string[], ...more: string[]): string[] {
    const file = join(home.path, 'pairs.csv');
    writeFileSync(file, `${rows.join('\n')}\n`, { mode: 0o600 });
    const { source, target } = servers;
    const url = (port: number) => `imap://127.0.0.1:${port}?security=none`;
    return [
      'migrate',
      '--source',
      url(source.port),
      '--target',
      url(target.port),
      '--pairs',
      file,
      ...more,
    ];
  }

  it('copies many at a time; a sick one stops no other', async () => {
    servers = await startTwoServers({ users, messageCount: 12 });
    const rows = [
      'source_user,source_password,target_user,target_password',
      ...users.map(
        (user, i) => `${user},${i === 1 ? 'wrong' : sharedPassword},${user},${sharedPassword}`,
      ),
    ];
    const sick = await runCli(csvArgs(rows, '--json'), {
      environment: { XDG_DATA_HOME: home.path },
    });
    expect(sick.code).toBe(3);
    expect(
      finishedOf(sick.events())
        .map(({ mailbox, end, error }) => [mailbox, end, error?.code])
        .toSorted(),
    ).toEqual([
      [0, 'completed', undefined],
      [1, 'failed', 'sign-in-rejected'],
      [2, 'completed', undefined],
    ]);
    const mended = rows.map((row) => row.replace('wrong', sharedPassword));
    const run = await runCli(csvArgs(mended), { environment: { XDG_DATA_HOME: home.path } });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/all 3 mailboxes +48 /u);
    for (const user of users) expectAllThere(user);
  });

  it('checks every row before the first starts', async () => {
    servers = await startTwoServers({ users, messageCount: 3 });
    const rows = [
      'source_user,source_password,target_user,target_password',
      `ann@example.com,x,ann@example.com,x`,
      `bob@example.com,x,ann@example.com,x`,
      `eve@example.com,x,eve@example.com,`,
    ];
    const run = await runCli(csvArgs(rows), { environment: { XDG_DATA_HOME: home.path } });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/line 4, column target_password/u);
    const twice = await runCli(csvArgs(rows.slice(0, 3)), {
      environment: { XDG_DATA_HOME: home.path },
    });
    expect(twice.code).toBe(2);
    expect(twice.stderr).toMatch(/line 3, column target_user: .*line 2/u);
    expect(servers.source.acceptedCount() + servers.target.acceptedCount()).toBe(0);
  });
});
