import { describe, expect, it } from 'vitest';
import { type EngineStage, type PassChange, startStage } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { contentOf, mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const folders = [{ path: inbox, messages: mails(1, 120) }];
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const alone = { id: 'second', host: 'this host', isAloneOnHost: true };
const notAlone = { id: 'second', host: 'another host', isAloneOnHost: false };

async function killedAt(
  stage: EngineStage,
  moment: { count: number; when: 'before' | 'complete' | 'stored' },
) {
  const { process, run } = stage.process();
  const isDead = latch();
  stage.ways.target.push(
    at({ command: 'APPEND', ...moment }, () => {
      process.kill();
      isDead.open();
      return { close: 'reset' };
    }),
  );
  void run();
  await isDead.opened;
}

async function takenOver(stage: EngineStage, worker: PassChange['worker']) {
  const waits: number[] = [];
  const startedMs = stage.clock.wallMs();
  const report = await stage.run({
    ...(worker ? { worker } : {}),
    onProgress(news) {
      if (news.kind !== 'waiting') return;
      expect(news.reason).toBe('earlier-writer-may-still-write');
      waits.push((news.untilWallMs ?? 0) - startedMs);
    },
  });
  return { report, waitedMs: Math.max(0, ...waits) };
}

describe('a kill', () => {
  const moments = (['before', 'complete', 'stored'] as const).flatMap((when) =>
    [1, 2, 3, 4].map((count) => ({ when, count })),
  );

  it.for(moments)(
    '$when APPEND $count, and a takeover on the same host: nothing lost, nothing doubled, no long wait',
    async (moment) => {
      const stage = await startStage({ folders });
      await killedAt(stage, moment);
      const { report, waitedMs } = await takenOver(stage, alone);
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
      expect(waitedMs).toBeLessThan(30_000);
    },
  );

  it.for(moments)(
    '$when APPEND $count, and a takeover from another host: it waits from then on until late bytes must have come',
    async (moment) => {
      const stage = await startStage({ folders });
      await killedAt(stage, moment);
      const { report, waitedMs } = await takenOver(stage, notAlone);
      expect(report.end).toEqual({ kind: 'completed' });
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
      // 10 s for the last answer of the ledger, 30 s for the server; none where all was found.
      const isAllThere = moment.when === 'stored';
      if (!isAllThere) expect(waitedMs).toBeGreaterThan(39_000);
      expect(waitedMs).toBeLessThan(50_000);
      expect(report.watchedUntilWallMs).toBeGreaterThan(stage.clock.wallMs());
    },
  );

  it('and a takeover from another host: folders without an open batch do not wait for the others', async () => {
    const archive = ['Archive'];
    const stage = await startStage({
      folders: [
        { path: inbox, messages: mails(1, 700) },
        { path: archive, messages: mails(701, 760) },
      ],
    });
    await killedAt(stage, { count: 3, when: 'before' });
    expect(numbersIn(stage.target, ...archive)).toEqual([]);
    const { clock } = stage;
    const isArchived = latch();
    const sleep = clock.sleep.bind(clock);
    // The wait for the dead writer's bytes is not over before all that need not wait is copied.
    clock.sleep = async (ms, signal) => {
      if (ms > 30_000) await isArchived.opened;
      return sleep(ms, signal);
    };
    const report = await stage.run({
      worker: notAlone,
      onProgress(news) {
        if (news.kind === 'folder-finished' && news.path === 'Archive') isArchived.open();
      },
    });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 700));
    expect(numbersIn(stage.target, ...archive)).toEqual(range(701, 760));
  });

  it('in the recovery of an earlier kill: nothing lost, nothing doubled', async () => {
    const stage = await startStage({ folders });
    await killedAt(stage, { count: 3, when: 'complete' });
    const second = stage.process();
    let scans = 0;
    stage.ways.target.push({
      beforeAnswer: ({ name }) => {
        if (name !== 'UID FETCH' || ++scans !== 1) return undefined;
        second.process.kill();
        return { close: 'reset' };
      },
    });
    void second.run();
    await expect.poll(() => scans).toBe(1);
    const { report } = await takenOver(stage, alone);
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(contentOf(stage.target, ...inbox)).toHaveLength(120);
  });
});

describe('a graceful stop', () => {
  it.for([1, 4])(
    'after %i settled batches: what was begun is finished, the rest is copied later',
    async (batches) => {
      const stage = await startStage({ folders });
      const stop = new AbortController();
      let settled = 0;
      const report = await stage.run({
        stop: stop.signal,
        onProgress: (news) => news.kind === 'settled' && ++settled === batches && stop.abort(),
      });
      expect(['stopped', 'completed']).toContain(report.end.kind);
      expect(numbersIn(stage.target, ...inbox)).toHaveLength(report.totals.migrated);
      const next = await stage.run();
      expect(next.end).toEqual({ kind: 'completed' });
      expect(next.watchedUntilWallMs).toBeUndefined();
      expect(numbersIn(stage.target, ...inbox)).toEqual(range(1, 120));
    },
  );

  it.each([
    ['soon, watches for what may still come', 0, true],
    ['later than the server can hold a batch, waits for nothing', 70 * 60_000, false],
  ])('with a batch in the air, gone on with %s', async (_, pauseMs, isWatched) => {
    const stage = await startStage({ folders });
    const stopping = new AbortController();
    stage.ways.target.push(
      at({ command: 'APPEND', count: 2, when: 'complete' }, () => {
        stopping.abort(new Error('asked to stop'));
        stage.target.dropConnections();
      }),
    );
    const stopped = await stage.run({ stop: stopping.signal });
    expect(stopped.end).toEqual({ kind: 'stopped' });
    stage.clock.leap(pauseMs);
    const { report, waitedMs } = await takenOver(stage, alone);
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: 120 } });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
    expect(report.watchedUntilWallMs !== undefined).toBe(isWatched);
    if (!isWatched) expect(waitedMs).toBe(0);
  });
});
