import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MigrationStage, finishedOf, migrationStage } from './spec-support/migration-stage.ts';
import { runCli } from './spec-support/run-cli.ts';
import { type TwoServers, sharedPassword } from './spec-support/two-servers.ts';

let stage: MigrationStage;
beforeEach(() => {
  stage = migrationStage();
});
afterEach(() => stage.end());

describe('mailhaul migrate --pairs', () => {
  const users = ['ann@example.com', 'bob@example.com', 'eve@example.com'];

  function csvArgs(servers: TwoServers, rows: readonly string[], ...more: string[]): string[] {
    const file = join(stage.home, 'pairs.csv');
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
    const servers = await stage.start({ users, messageCount: 12 });
    const rows = [
      'source_user,source_password,target_user,target_password',
      ...users.map(
        (user, i) => `${user},${i === 1 ? 'wrong' : sharedPassword},${user},${sharedPassword}`,
      ),
    ];
    const sick = await runCli(csvArgs(servers, rows, '--json'), {
      environment: { XDG_DATA_HOME: stage.home },
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
    const run = await runCli(csvArgs(servers, mended), {
      environment: { XDG_DATA_HOME: stage.home },
    });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/all 3 mailboxes +48 /u);
    for (const user of users) stage.expectAllThere(user);
  });

  it('checks every row before the first starts', async () => {
    const servers = await stage.start({ users, messageCount: 3 });
    const rows = [
      'source_user,source_password,target_user,target_password',
      `ann@example.com,x,ann@example.com,x`,
      `bob@example.com,x,ann@example.com,x`,
      `eve@example.com,x,eve@example.com,`,
    ];
    const run = await runCli(csvArgs(servers, rows), {
      environment: { XDG_DATA_HOME: stage.home },
    });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/line 4, column target_password/u);
    const twice = await runCli(csvArgs(servers, rows.slice(0, 3)), {
      environment: { XDG_DATA_HOME: stage.home },
    });
    expect(twice.code).toBe(2);
    expect(twice.stderr).toMatch(/line 3, column target_user: .*line 2/u);
    expect(servers.source.acceptedCount() + servers.target.acceptedCount()).toBe(0);
  });
});
