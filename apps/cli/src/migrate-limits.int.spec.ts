import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerWith, limitKeywords } from '@mailhaul/mail-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ann,
  finishedOf,
  type MigrationStage,
  migrationStage,
} from './spec-support/migration-stage.ts';
import { runCli } from './spec-support/run-cli.ts';
import { sharedPassword } from './spec-support/two-servers.ts';

let stage: MigrationStage;
beforeEach(() => {
  stage = migrationStage();
});
afterEach(() => stage.end());

const large = { bytes: `Subject: large\r\n\r\n${'x'.repeat(100_000)}\r\n` };

describe('limits, as the command line tells them', () => {
  it('one target is full: it says how much is missing and who can mend it, the other mailbox is done', async () => {
    const bob = 'bob@example.com';
    const quota = { bytes: 100 * 1024 };
    const servers = await stage.start({ users: [ann, bob], messageCount: 12, target: { quota } });
    servers.source.mailbox(ann).deliver(['INBOX'], large);
    const file = join(stage.home, 'pairs.csv');
    const rows = [ann, bob].map((user) => `${user},${sharedPassword},${user},${sharedPassword}`);
    const head = 'source_user,source_password,target_user,target_password';
    writeFileSync(file, `${[head, ...rows].join('\n')}\n`, { mode: 0o600 });
    const url = (port: number) => `imap://127.0.0.1:${port}?security=none`;
    const sides = ['--source', url(servers.source.port), '--target', url(servers.target.port)];
    const args = ['migrate', ...sides, '--pairs', file];
    const environment = { XDG_DATA_HOME: stage.home };
    const planned = await runCli([...args, '--dry-run', '--json'], { environment });
    const shorts = planned.events().filter(({ event }) => event === 'quota-short');
    expect(shorts).toMatchObject([{ event: 'quota-short', mailbox: 0, freeBytes: quota.bytes }]);
    const run = await runCli([...args, '--json'], { environment });
    expect(run.code).toBe(4);
    expect(run.events().filter(({ event }) => event === 'quota-short')).toHaveLength(1);
    const ends = new Map(finishedOf(run.events()).map((end) => [end.mailbox, end]));
    expect(ends.get(1)).toMatchObject({ end: 'completed', error: null });
    expect(ends.get(0)).toMatchObject({
      end: 'failed',
      error: { code: 'quota-exceeded', fixedBy: 'administrator' },
    });
    expect(ends.get(0)?.error?.message).toMatch(/\d+ bytes are missing/u);
    quota.bytes = 1024 * 1024;
    expect((await runCli(args, { environment })).code).toBe(0);
    for (const user of [ann, bob]) stage.expectAllThere(user);
  });

  it('a wait that the server asked for: its reason and until when', async () => {
    const text = 'Request is throttled. Suggested Backoff Time: 1200 milliseconds';
    const throttle = answerWith({ status: 'BAD', text }, { command: 'APPEND', from: 2 });
    await stage.start({ users: [ann], messageCount: 60, target: { behaviours: [throttle] } });
    const run = await runCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    expect(run.code).toBe(0);
    const waits = run.events().flatMap((event) => (event.event === 'waiting' ? [event] : []));
    const asked = waits.filter(({ reason }) => reason === 'server-asked-to-wait');
    expect(asked.length).toBeGreaterThan(0);
    for (const { until } of asked) expect(Date.parse(until ?? '')).toBeGreaterThan(0);
    stage.expectAllThere(ann);
  });

  it('a sign-in that is throttled: the wait is shown, and it goes on', async () => {
    const text = 'Request is throttled. Suggested Backoff Time: 1200 milliseconds';
    const throttle = answerWith({ status: 'BAD', text }, { command: 'AUTHENTICATE', times: 2 });
    await stage.start({ users: [ann], messageCount: 6, source: { behaviours: [throttle] } });
    const run = await runCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    expect(run.code).toBe(0);
    const reasons = run
      .events()
      .flatMap((event) => (event.event === 'waiting' ? event.reason : []));
    expect(reasons).toContain('server-asked-to-wait');
    stage.expectAllThere(ann);
  });

  it('keywords that the target does not take are named at the end', async () => {
    const marked = { bytes: 'Subject: marked\r\n\r\nmarked\r\n', flags: ['\\Seen', '$Projekt'] };
    const servers = await stage.start({
      users: [ann],
      messageCount: 6,
      target: { behaviours: [limitKeywords(0)] },
    });
    servers.source.mailbox(ann).deliver(['INBOX'], marked);
    const run = await runCli(stage.migrateArgs(), { environment: stage.environment() });
    expect(run.stderr).toContain('1 item written without keywords');
    expect(run.stderr).toContain('$Projekt');
    stage.expectAllThere(ann);
  });
});
