import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayAnswer, delayCommit } from '@mailhaul/mail-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type MigrationStage,
  ann,
  finishedOf,
  migrationStage,
} from './spec-support/migration-stage.ts';
import { runCli, startCli } from './spec-support/run-cli.ts';
import { bodiesOf } from './spec-support/two-servers.ts';

let stage: MigrationStage;
beforeEach(() => {
  stage = migrationStage();
});
afterEach(() => stage.end());

describe('mailhaul migrate, stopped and started again', () => {
  it('survives kill -9: the same command finishes, nothing lost, nothing doubled', async () => {
    await stage.start({
      users: [ann],
      messageCount: 150,
      target: { behaviours: [delayCommit(40)] },
    });
    for (const enough of [1, 60]) {
      const run = startCli(stage.migrateArgs('--json'), { environment: stage.environment() });
      const settledCount = () =>
        run
          .events()
          .reduce((sum, event) => sum + (event.event === 'settled' ? event.counts.migrated : 0), 0);
      await run.until(() => settledCount() >= enough);
      run.child.kill('SIGKILL');
      expect((await run.ended).signal).toBe('SIGKILL');
    }
    const last = await runCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    expect(last.code).toBe(0);
    stage.expectAllThere(ann);
    expect(finishedOf(last.events())[0]).toMatchObject({
      totals: { migrated: 200, pending: 0 },
      verification: { grade: 'Perfect' },
    });
  });

  it('ends in good order on SIGINT, says how to resume, and resumes', async () => {
    const servers = await stage.start({
      users: [ann],
      messageCount: 600,
      target: { behaviours: [delayAnswer(60, 'APPEND')] },
    });
    const run = startCli(stage.migrateArgs(), { environment: stage.environment() });
    await run.until(() => run.stderr().includes('copying'));
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(4);
    expect(run.stderr()).toContain('stopping');
    expect(run.stdout()).toContain('run the same command again');
    expect(bodiesOf(servers.target, ann, ['INBOX']).length).toBeLessThan(600);
    expect((await runCli(stage.migrateArgs(), { environment: stage.environment() })).code).toBe(0);
    stage.expectAllThere(ann);
  });

  it('ends at once on the second SIGINT', async () => {
    const servers = await stage.start({
      users: [ann],
      messageCount: 30,
      target: { behaviours: [delayAnswer(30_000, 'APPEND')] },
    });
    const run = startCli(stage.migrateArgs(), { environment: stage.environment() });
    while (servers.target.commandCount('APPEND') === 0) await sleep(10);
    run.child.kill('SIGINT');
    await run.until(() => run.stderr().includes('stopping'));
    await sleep(150);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(4);
    expect(run.stderr()).toContain('stopped at once');
  });

  it('refuses a second run on one state with a plain word; status reads it meanwhile', async () => {
    await stage.start({
      users: [ann],
      messageCount: 60,
      target: { behaviours: [delayAnswer(1200, 'APPEND')] },
    });
    const state = join(stage.home, 'state');
    const run = startCli(stage.migrateArgs('--json', '--state', state), {
      environment: stage.environment(),
    });
    await run.until(() => run.stdout().includes('"settled"'));
    const second = await runCli(stage.migrateArgs('--state', state), {
      environment: stage.environment(),
    });
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

  it('says nothing with --quiet when all is well, and goes on when its reader goes away', async () => {
    const servers = await stage.start({ users: [ann], messageCount: 30 });
    const quiet = await runCli(stage.migrateArgs('--quiet'), { environment: stage.environment() });
    expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([0, '', '']);
    servers.source.mailbox(ann).deliver(['INBOX'], { bytes: 'Subject: new\r\n\r\nnew\r\n' });
    const run = startCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    run.child.stdout?.destroy();
    expect((await run.ended).code).toBe(0);
    stage.expectAllThere(ann);
  });
});
