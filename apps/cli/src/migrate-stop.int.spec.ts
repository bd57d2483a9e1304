import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendGate } from './spec-support/append-gate.ts';
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
    const gate = appendGate();
    await stage.start({
      users: [ann],
      messageCount: 300,
      target: { behaviours: [gate.behaviour] },
    });
    for (const killed of ['while copying', 'while copying what the first left']) {
      gate.closeBehind(1);
      const run = startCli(stage.migrateArgs('--json'), { environment: stage.environment() });
      await run.before(gate.held(), killed);
      run.child.kill('SIGKILL');
      expect((await run.ended).signal).toBe('SIGKILL');
      // One that was whole at the server is stored after the death of its writer, the others are lost with the line.
      gate.storeAndDrop(1);
    }
    gate.open();
    const last = await runCli(stage.migrateArgs('--json'), { environment: stage.environment() });
    expect(last.code).toBe(0);
    stage.expectAllThere(ann);
    expect(finishedOf(last.events())[0]).toMatchObject({
      totals: { migrated: 400, pending: 0 },
      verification: { grade: 'Perfect' },
    });
  });

  it('refuses the same pair with another state folder while a run is at work, and no longer when it is dead', async () => {
    const gate = appendGate();
    await stage.start({ users: [ann], messageCount: 60, target: { behaviours: [gate.behaviour] } });
    const environment = stage.environment();
    const withState = (name: string) =>
      stage.migrateArgs('--json', '--state', join(stage.home, name));
    gate.closeBehind(1);
    const first = startCli(withState('first'), { environment });
    await first.before(gate.held(), 'while copying');
    const second = await runCli(withState('second'), { environment });
    expect(second.code).toBe(2);
    expect(finishedOf(second.events())[0]).toMatchObject({
      end: 'failed',
      error: { code: 'pair-in-use', remedy: expect.stringContaining('first') as string },
      totals: { migrated: 0 },
    });
    first.child.kill('SIGKILL');
    await first.ended;
    gate.open();
    expect((await runCli(withState('first'), { environment })).code).toBe(0);
    expect((await runCli(withState('second'), { environment })).code).toBe(0);
    stage.expectAllThere(ann);
  });

  it('ends in good order on SIGINT, says how to resume, and resumes', async () => {
    const gate = appendGate();
    const servers = await stage.start({
      users: [ann],
      messageCount: 900,
      target: { behaviours: [gate.behaviour] },
    });
    gate.closeBehind(1);
    const run = startCli(stage.migrateArgs(), { environment: stage.environment() });
    await run.before(gate.held(), 'while copying');
    run.child.kill('SIGINT');
    await run.until(() => run.stderr().includes('stopping'));
    gate.open();
    expect((await run.ended).code).toBe(4);
    expect(run.stdout()).toContain('run the same command again');
    expect(bodiesOf(servers.target, ann, ['INBOX']).length).toBeLessThan(900);
    expect((await runCli(stage.migrateArgs(), { environment: stage.environment() })).code).toBe(0);
    stage.expectAllThere(ann);
  });

  it('ends at once on the second SIGINT', async () => {
    const gate = appendGate();
    await stage.start({ users: [ann], messageCount: 30, target: { behaviours: [gate.behaviour] } });
    gate.closeBehind(0);
    const run = startCli(stage.migrateArgs(), { environment: stage.environment() });
    await run.before(gate.held(), 'while copying');
    run.child.kill('SIGINT');
    await run.until(() => run.stderr().includes('stopping'));
    await sleep(150);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(4);
    expect(run.stderr()).toContain('stopped at once');
  });

  it('refuses a second run on one state with a plain word; status reads it meanwhile', async () => {
    const gate = appendGate();
    await stage.start({ users: [ann], messageCount: 60, target: { behaviours: [gate.behaviour] } });
    gate.closeBehind(1);
    const state = join(stage.home, 'state');
    const run = startCli(stage.migrateArgs('--json', '--state', state), {
      environment: stage.environment(),
    });
    await run.before(gate.held(), 'while copying');
    const second = await runCli(stage.migrateArgs('--state', state), {
      environment: stage.environment(),
    });
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('another run is at work');
    const status = await runCli(['status', '--state', state]);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/ann@example\.com: \d+ migrated/u);
    gate.open();
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
