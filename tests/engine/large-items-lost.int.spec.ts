import { closeAt, cutBodyAfter, refuseMessages } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { startStage } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
/** Above what is held in memory: such items are streamed, each in a batch of its own. */
const large = (n: number) => mail(n, `${'0123456789'.repeat(7)}\r\n`.repeat(70_000));
const folders = [
  { path: inbox, messages: [...mails(1, 5), large(6), large(7), ...mails(8, 12), large(13)] },
];
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const moments = [
  { title: 'before its first byte', moment: 'before' as const },
  { title: 'in its midst', moment: { literalBytes: 2_000_000 } },
  { title: 'before its commit', moment: 'before-commit' as const },
  { title: 'after its commit', moment: 'after-commit' as const },
];
const uids = ['with', 'without'] as const;
const cases = moments.flatMap((each) => uids.map((uidPlus) => ({ ...each, uidPlus })));

describe('streamed items', () => {
  it.for(cases)(
    'a target connection lost $title, $uidPlus UIDPLUS: read again, nothing lost, nothing doubled',
    async ({ moment, uidPlus }) => {
      const without = uidPlus === 'without' ? (['UIDPLUS'] as const) : [];
      const cut = closeAt(moment, { command: 'APPEND', from: 3 });
      const stage = await startStage({ folders, target: { without, behaviours: [cut] } });
      const report = await stage.run();
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals).toMatchObject({ migrated: 13, failed: 0 });
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 13));
    },
  );

  it.for(uids)(
    'a kill before and after its commit, %s UIDPLUS: nothing lost, nothing doubled',
    async (uidPlus) => {
      const without = uidPlus === 'without' ? (['UIDPLUS'] as const) : [];
      const stage = await startStage({ folders, target: { without } });
      for (const [count, when] of [
        [3, 'complete'],
        [5, 'stored'],
      ] as const) {
        const { process, run } = stage.process();
        const isDead = latch();
        stage.ways.target.push(
          at({ command: 'APPEND', count, when }, () => {
            process.kill();
            isDead.open();
            return { close: 'reset' };
          }),
        );
        void run();
        await isDead.opened;
      }
      const report = await stage.run();
      expect(report.totals).toMatchObject({ migrated: 13, failed: 0 });
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 13));
    },
  );

  it('the source connection lost in its midst: both sides begin it again', async () => {
    const cut = cutBodyAfter(3_000_000, { command: 'UID FETCH', times: 2 });
    const stage = await startStage({ folders, source: { behaviours: [cut] } });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 13, failed: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 13));
  });

  it('refused by the target: they fail with their reason, the others are migrated', async () => {
    const tooLarge = refuseMessages(({ body }) => body.size > 1_000_000, { code: 'TOOBIG' });
    const stage = await startStage({ folders, target: { behaviours: [tooLarge] } });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 10, failed: 3 });
    stage.ways.target.splice(0);
    expect((await stage.run()).totals).toMatchObject({ migrated: 13, failed: 0 });
  });
});
