import type { Job, Pair } from '@mailhaul/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CliRun } from './spec-support/run-cli.ts';
import { type ServerStage, serverStage } from './spec-support/server-stage.ts';

describe('watch', () => {
  let stage: ServerStage;
  let job: Job;
  let ann: Pair;
  let bob: Pair;
  beforeEach(async () => {
    stage = await serverStage();
    job = stage.model.addJob('Spring', { status: 'running', run: 1 });
    ann = stage.model.addPair(job, 'ann@example.com', {
      status: 'running',
      total: 100,
      pending: 100,
    });
    bob = stage.model.addPair(job, 'bob@example.com', { status: 'queued' });
  });

  function lines(run: CliRun): Record<string, unknown>[] {
    const whole = run.stdout().split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** From here on it learns of every change at once. */
  async function isFollowing(): Promise<void> {
    await expect.poll(() => stage.streams.size).toBe(1);
  }

  function finish(): void {
    const done = { status: 'completed', migrated: 100, pending: 0, grade: 'Perfect' } as const;
    stage.model.change(ann, done);
    stage.model.change(bob, { ...done, total: 100 });
    stage.model.changeJob(job, { status: 'finished' });
  }

  it('tells each mailbox’s end and ends with 0 when all is well', async () => {
    const run = stage.begin('watch', 'spring');
    await isFollowing();
    stage.model.change(ann, { migrated: 40, pending: 60 });
    finish();
    expect((await run.ended).code).toBe(0);
    expect(run.stderr()).toMatch(
      /ann@example\.com: Completed: 100 items migrated.*verified: Perfect/u,
    );
    expect(run.stdout()).toMatch(/Spring is finished: 2 of 2 mailboxes done/u);
    expect(run.stdout()).toMatch(/bob@example\.com +Completed +100/u);
  });

  it('ends with 1 where somebody has to look, and says what to do', async () => {
    const run = stage.begin('watch', job.id);
    await isFollowing();
    stage.model.change(ann, {
      status: 'completed-with-failures',
      migrated: 98,
      failed: 2,
      pending: 0,
    });
    stage.model.change(bob, { status: 'needs-you', reason: 'sign-in-rejected', side: 'source' });
    stage.model.changeJob(job, { status: 'finished' });
    expect((await run.ended).code).toBe(1);
    expect(run.stderr()).toMatch(/bob@example\.com: Needs you:.*source: [^]*what to do: /u);
    expect(run.stdout()).toContain('mailhaul log PAIR tells of each failed item why');
  });

  it('prints one JSON object a line, with what changed', async () => {
    const run = stage.begin('watch', 'spring', '--json');
    await run.until(() => lines(run).some(({ event }) => event === 'job'));
    await isFollowing();
    stage.model.change(ann, { migrated: 40, pending: 60 });
    await run.until(() =>
      lines(run).some(
        ({ event, mailbox }) => event === 'mailbox' && (mailbox as Pair).migrated === 40,
      ),
    );
    finish();
    expect((await run.ended).code).toBe(0);
    expect(lines(run).at(-1)).toMatchObject({
      v: 1,
      event: 'finished',
      exitCode: 0,
      job: { name: 'Spring' },
    });
    const ends = lines(run).filter(
      ({ mailbox }) => (mailbox as Pair | undefined)?.status === 'completed',
    );
    expect(ends).toHaveLength(2);
  });

  it('acts on what the server says at once, and resumes behind it after a break', async () => {
    const run = stage.begin('watch', 'spring', '--json');
    await isFollowing();
    stage.model.change(ann, { migrated: 1, pending: 99 });
    const changedAtMs = performance.now();
    await run.until(() =>
      lines(run).some(({ mailbox }) => (mailbox as Pair | undefined)?.migrated === 1),
    );
    // Far sooner than the looks that are taken without a word of the server.
    expect(performance.now() - changedAtMs).toBeLessThan(2_000);
    for (const stream of stage.streams) stream.destroy();
    stage.model.change(ann, { migrated: 2, pending: 98 });
    await run.until(() =>
      lines(run).some(({ mailbox }) => (mailbox as Pair | undefined)?.migrated === 2),
    );
    await expect.poll(() => stage.resumedBehind).toEqual([undefined, '1']);
    finish();
    expect((await run.ended).code).toBe(0);
  });

  it('looks every few seconds where the server does not say what changes', async () => {
    stage.refuseStreams();
    const run = stage.begin('watch', 'spring');
    await run.until(() => run.stderr().includes('total, 0/2 done'));
    finish();
    expect((await run.ended).code).toBe(0);
    expect(stage.resumedBehind).toEqual([]);
  });

  it('goes through a restart of the server', async () => {
    const run = stage.begin('watch', 'spring');
    await isFollowing();
    await stage.stop();
    await run.until(() => run.stderr().includes('cannot be reached: nothing listens there'));
    await stage.start();
    await run.until(() => run.stderr().includes('is there again'));
    finish();
    expect((await run.ended).code).toBe(0);
    // A break is told once, however long it is.
    expect(run.stderr().match(/cannot be reached/gu)).toHaveLength(1);
  });

  it('ends alone when it is interrupted: the job goes on', async () => {
    const run = stage.begin('watch', 'spring');
    await isFollowing();
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(4);
    expect(run.stderr()).toContain('the job goes on');
    expect(job.status).toBe('running');
    expect(stage.asked.filter(({ line }) => !line.startsWith('GET'))).toEqual([]);
  });

  it('goes on while the job is paused, and refuses one that was never started', async () => {
    const run = stage.begin('watch', 'spring');
    await isFollowing();
    stage.model.changeJob(job, { status: 'paused', pausedBy: 'Anna' });
    await run.until(() => run.stderr().includes('paused by Anna'));
    finish();
    expect((await run.ended).code).toBe(0);
    stage.model.addJob('Summer');
    const draft = await stage.run('watch', 'summer');
    expect([draft.code, draft.stderr]).toEqual([2, expect.stringContaining('was never started')]);
  });

  it('follows a start', async () => {
    stage.model.changeJob(job, { status: 'paused' });
    const run = stage.begin('jobs', 'start', 'spring', '--watch');
    await isFollowing();
    finish();
    expect((await run.ended).code).toBe(0);
    expect(run.stdout()).toContain('Spring is finished');
  });
});
