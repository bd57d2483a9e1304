import { systemClock } from '@mailhaul/kernel';
import { delayAnswer } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { stuckAfterMs } from './runner-pool.ts';
import { RunnerStage } from '../spec-support/runner-stage.ts';

const actsWithinMs = 5_000;
const largeBytes = 150 << 20;
/** The next pass first waits until nothing of the message can come any more. */
const resumeMsMax = 150_000;

describe('stop', () => {
  it('lets what is under way be finished where that is soon done, and the next pass goes on', async () => {
    const target = { behaviours: [delayAnswer(50, 'APPEND')] };
    const stage = await RunnerStage.open({ users: ['ann'], messages: 4_000, target });
    try {
      const handle = stage.runners.run(stage.assignment('ann'));
      while (stage.target.commandCount('APPEND') < 3) await systemClock.sleep(10);
      handle.stop();
      const { end, figures } = await handle.done;
      expect(end.kind).toBe('stopped');
      expect(figures?.totals.pending).toBeGreaterThan(0);
      expect((await stage.ledgerOf('ann')).at(-1)?.type).toBe('PassProgressed');
      expect((await stage.runners.run(stage.assignment('ann')).done).end.kind).toBe('completed');
      expect(await stage.harmOf('ann')).toEqual([]);
    } finally {
      await stage.close();
    }
  });

  it(
    'acts within 5 s with a message of 150 MB on its way, which is not lost',
    async () => {
      const stage = await RunnerStage.open({
        users: ['ann'],
        messages: 3,
        source: { drip: { bytes: 64 << 10, everyMs: 20 } },
      });
      try {
        const body = Buffer.alloc(largeBytes, 'all work and no play \r\n');
        stage.source.mailbox('ann').deliver(['INBOX'], { bytes: body });
        const handle = stage.runners.run(stage.assignment('ann'));
        await systemClock.sleep(2_500);
        const askedMs = systemClock.monotonicMs();
        handle.stop();
        expect((await handle.done).end.kind).toBe('stopped');
        expect(systemClock.monotonicMs() - askedMs).toBeLessThan(actsWithinMs);
        await stage.restartSource({});
        expect((await stage.runners.run(stage.assignment('ann')).done).end.kind).toBe('completed');
        expect(await stage.harmOf('ann')).toEqual([]);
      } finally {
        await stage.close();
      }
    },
    resumeMsMax,
  );

  it('of a pass that does not end leaves others in its thread alone', async () => {
    const stage = await RunnerStage.open({
      users: ['ann', 'deaf'],
      limits: { threadsMax: 1 },
      messages: 1_600,
      target: { behaviours: [delayAnswer(500, 'APPEND')] },
    });
    try {
      const deaf = stage.runners.run(stage.assignment('deaf', 'deaf-0'));
      const ann = stage.runners.run(stage.assignment('ann'));
      while ((await stage.ledgerOf('deaf')).length === 0) await systemClock.sleep(10);
      await systemClock.sleep(300);
      deaf.stop();
      let isDeafOver = false;
      void deaf.done.then(() => (isDeafOver = true));
      await systemClock.sleep(stuckAfterMs + 500);
      expect(isDeafOver).toBe(false);
      expect((await ann.done).end.kind).toBe('completed');
      expect((await deaf.done).end).toMatchObject({ kind: 'died', wasAlone: true });
    } finally {
      await stage.close();
    }
  });

  it('stops all passes with the runners', async () => {
    const target = { behaviours: [delayAnswer(300, 'APPEND')] };
    const stage = await RunnerStage.open({ users: ['a', 'b'], messages: 4_000, target });
    const handles = ['a', 'b'].map((user) => stage.runners.run(stage.assignment(user)));
    while (stage.target.commandCount('APPEND') < 6) await systemClock.sleep(10);
    await stage.close();
    const ends = await Promise.all(handles.map(({ done }) => done));
    expect(ends.map(({ end }) => end.kind)).toEqual(['stopped', 'stopped']);
    expect(stage.runners.openCount).toBe(0);
  });
});
