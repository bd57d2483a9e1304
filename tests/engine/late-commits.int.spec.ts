import type { MailConnector } from '@mailhaul/connector-contract';
import type { PassProgress } from '@mailhaul/copy-engine';
import {
  addHeader,
  delayCommit,
  mergeTwins,
  rewriteLines,
  storeOneByOne,
} from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

const folders = [{ path: ['INBOX'], messages: mails(1, 50) }];
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const minutes = 60_000;

/**
 * The second APPEND's connection dies while the server is about to perform it, and it is performed only when the pass is
 * over, which has written the same 49 items again by then.
 */
async function withLateBatch(stage: EngineStage) {
  const late = latch();
  stage.ways.target.push(
    at({ command: 'APPEND', count: 2, when: 'complete' }, async () => {
      stage.target.dropConnections();
      await late.opened;
    }),
  );
  const report = await stage.run();
  const inTime = numbersIn(stage.target, 'INBOX');
  late.open();
  await new Promise((resolve) => setTimeout(resolve, 30));
  return { report, inTime };
}

describe('late commits', () => {
  it('a batch that appears after its recovery is found by the watch and removed, for it repeats a whole batch', async () => {
    const stage = await startStage({ folders });
    const { report, inTime } = await withLateBatch(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(inTime)).toEqual(range(1, 50));
    expect(report.watchedUntilWallMs).toBeGreaterThan(stage.clock.wallMs());
    expect(numbersIn(stage.target, 'INBOX').length).toBe(99);
    const next = await stage.run();
    expect(next).toMatchObject({ end: { kind: 'completed' }, surplusReported: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
  });

  it('a late batch that is not whole is reported as surplus and left alone', async () => {
    const stage = await startStage({ folders });
    await withLateBatch(stage);
    const all = stage.target.mailbox(user).messages(['INBOX']);
    const copies = all.slice(50);
    stage.target.mailbox(user).removeMessages(['INBOX'], [copies[5]?.uid ?? 0]);
    const next = await stage.run();
    expect(next.surplusReported).toBe(copies.length - 1);
    expect(numbersIn(stage.target, 'INBOX')).toHaveLength(all.length - 1);
    // It is said once, not with every pass.
    expect((await stage.run()).surplusReported).toBe(copies.length - 1);
  });

  it('a late batch of which a claimed copy has gone is left alone: it may be the only one', async () => {
    const stage = await startStage({ folders });
    await withLateBatch(stage);
    const all = stage.target.mailbox(user).messages(['INBOX']);
    stage.target.mailbox(user).removeMessages(['INBOX'], [all[20]?.uid ?? 0]);
    const next = await stage.run();
    expect(next.surplusReported).toBe(all.length - 50);
    expect(numbersIn(stage.target, 'INBOX')).toHaveLength(all.length - 1);
  });

  it("a user's own copies of a few messages behind a watched fence stay", async () => {
    const stage = await startStage({ folders });
    const { report } = await withLateBatch(stage);
    expect(report.watchedUntilWallMs).toBeDefined();
    await stage.run();
    stage.target.mailbox(user).copyMessages(['INBOX'], [1, 2, 3], ['INBOX']);
    await stage.run();
    expect(numbersIn(stage.target, 'INBOX')).toHaveLength(53);
  });

  it('a watch alone finds the batch, copies nothing, never asks the source, and ends the watch in its time', async () => {
    const stage = await startStage({ folders });
    const { report } = await withLateBatch(stage);
    expect(report.watchedUntilWallMs).toBeDefined();
    expect(numbersIn(stage.target, 'INBOX')).toHaveLength(99);
    // New at the source, and nobody is to find out.
    stage.source.mailbox(user).deliver(['INBOX'], mails(51, 51)[0] as never);
    const source: MailConnector = {
      ...stage.pass({}).source,
      open: () => Promise.reject(new Error('the source is asked')),
    };
    const look = { options: { onlyLooks: true }, source };
    const early = await stage.run(look);
    expect(early).toMatchObject({ end: { kind: 'completed' }, surplusReported: 0 });
    expect(early.watchedUntilWallMs).toBeDefined();
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
    stage.clock.leap(70 * minutes);
    const last = await stage.run(look);
    expect(last).toMatchObject({ end: { kind: 'completed' }, watchedUntilWallMs: undefined });
    expect((await stage.run()).totals).toMatchObject({ migrated: 51 });
  });

  it('the watch ends when the server must have let go', async () => {
    const stage = await startStage({ folders });
    await withLateBatch(stage);
    await stage.run();
    stage.clock.leap(70 * minutes);
    await stage.run();
    expect((await stage.run()).watchedUntilWallMs).toBeUndefined();
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
  });

  it.for([
    ['Dovecot', 35],
    ['Cyrus IMAPD', 37],
    ['Another', 65],
  ] as const)(
    '%s is watched for %i minutes: for its autologout where that is known',
    async ([name, untilMinutes]) => {
      const said = rewriteLines((line) => line.replace(/^\* ID .*/u, `* ID ("name" "${name}")`));
      const stage = await startStage({ folders, target: { behaviours: [said] } });
      const startedMs = stage.clock.wallMs();
      const { report } = await withLateBatch(stage);
      const watchedMs = (report.watchedUntilWallMs ?? 0) - startedMs;
      expect(watchedMs).toBeGreaterThanOrEqual(untilMinutes * minutes);
      expect(watchedMs).toBeLessThan((untilMinutes + 2) * minutes);
    },
  );

  it('a server without UIDPLUS: late copies are reported, for single items cannot be removed', async () => {
    const stage = await startStage({ folders, target: { without: ['UIDPLUS'] } });
    const { report } = await withLateBatch(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    const count = numbersIn(stage.target, 'INBOX').length;
    expect(count).toBe(99);
    const next = await stage.run();
    expect(next.surplusReported).toBe(count - 50);
    expect(numbersIn(stage.target, 'INBOX')).toHaveLength(count);
  });

  it.for(['with', 'without'])(
    '%s UIDPLUS, a batch that appears while its items are given up and not yet written again: it is theirs',
    async (uids) => {
      const without = uids === 'without' ? (['UIDPLUS'] as const) : [];
      const stage = await startStage({ folders, target: { without } });
      const late = latch();
      const first = stage.process();
      stage.ways.target.push(
        at({ command: 'APPEND', count: 2, when: 'complete' }, async () => {
          first.process.kill();
          stage.target.dropConnections();
          await late.opened;
        }),
      );
      void first.run();
      await expect.poll(() => stage.target.commandCount('APPEND')).toBe(2);
      const stopping = new AbortController();
      const onProgress = ({ kind, ...news }: PassProgress) => {
        if (kind === 'phase' && 'phase' in news && news.phase === 'copying') stopping.abort();
      };
      const recovered = await stage.run({ stop: stopping.signal, onProgress });
      expect(recovered).toMatchObject({ end: { kind: 'stopped' }, totals: { migrated: 1 } });
      late.open();
      await expect.poll(() => numbersIn(stage.target, 'INBOX').length).toBe(50);
      const report = await stage.run();
      expect(report).toMatchObject({ end: { kind: 'completed' }, surplusReported: 0 });
      expect(report.totals).toMatchObject({ migrated: 50, failed: 0 });
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
      expect(stage.target.commandCount('APPEND')).toBe(2);
    },
  );

  it('a late batch of items that a filter left out since, on a target that merges: what takes it up again owns it', async () => {
    const stage = await startStage({
      folders,
      target: { behaviours: [addHeader(), mergeTwins()], without: ['UIDPLUS'] },
    });
    const late = latch();
    const first = stage.process();
    stage.ways.target.push(
      at({ command: 'APPEND', count: 2, when: 'complete' }, async () => {
        first.process.kill();
        stage.target.dropConnections();
        await late.opened;
      }),
    );
    void first.run();
    await expect.poll(() => stage.target.commandCount('APPEND')).toBe(2);
    const narrow = await stage.run({ options: { filters: { itemBytesMax: 10 } } });
    expect(narrow).toMatchObject({ totals: { migrated: 1, excluded: 49 } });
    late.open();
    await expect.poll(() => numbersIn(stage.target, 'INBOX').length).toBe(50);
    stage.clock.leap(70 * minutes);
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, surplusReported: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
    expect((await stage.run()).watchedUntilWallMs).toBeUndefined();
  });

  it.for([false, true])(
    'slow commits behind lost connections (message by message: %s): whatever comes twice is removed or reported',
    async (isOneByOne) => {
      const stage = await startStage({
        folders,
        target: { behaviours: [delayCommit(20), ...(isOneByOne ? [storeOneByOne()] : [])] },
      });
      let drops = 0;
      stage.ways.target.unshift({
        beforeCommit: ({ count }) => {
          if (count > 1 && drops < 3) {
            drops += 1;
            stage.target.dropConnections();
          }
          return undefined;
        },
      });
      await stage.run();
      await new Promise((resolve) => setTimeout(resolve, 200));
      stage.ways.target.splice(0);
      const report = await stage.run();
      const found = numbersIn(stage.target, 'INBOX');
      expect(new Set(found)).toEqual(new Set(range(1, 50)));
      expect(found.length - 50).toBe(report.surplusReported);
    },
  );
});
