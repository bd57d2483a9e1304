import { closeAt, type Mailbox } from '@mailhaul/mail-servers';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { at, latch, sendGathered } from '../support/moments.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const archive = ['Archive'];
const folders = [{ path: archive, messages: mails(1, 120) }];
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

/** A user of the target acts when 50 items are settled; the next batch but one is lost with its connection. */
async function runWithUser(stage: EngineStage, act: (mailbox: Mailbox) => void) {
  const settled = latch();
  let migrated = 0;
  stage.ways.target.push(
    at({ command: 'APPEND', count: 3, when: 'before' }, async (context) => {
      sendGathered(context);
      await settled.opened;
      act(stage.target.mailbox(user));
    }),
    closeAt('before-commit', { command: 'APPEND', from: 4 }),
  );
  return stage.run({
    onProgress: (news) => {
      if (news.kind === 'settled') migrated += news.counts.migrated ?? 0;
      if (migrated >= 50) settled.open();
    },
  });
}

describe('meanwhile at the target', () => {
  it.for([1, 2, 3])(
    'the target folder is deleted in mid-run, before APPEND %i: it is made again, and what was lost with it is said',
    async (count) => {
      const stage = await startStage({ folders });
      let lost: number[] = [];
      stage.ways.target.push(
        at({ command: 'APPEND', count, when: 'before' }, () => {
          lost = numbersIn(stage.target, ...archive);
          stage.target.mailbox(user).deleteFolder(archive);
        }),
      );
      const report = await stage.run();
      expect(report.end).toEqual({ kind: 'completed' });
      const found = sorted(numbersIn(stage.target, ...archive));
      expect(found).toEqual(range(1, 120).filter((n) => !lost.includes(n)));
      expect(report.totals).toMatchObject({ failed: 0, pending: 0 });
      const ledger = await readLedgerReport(stage.pass({}));
      expect(ledger?.lostAtTarget).toBe(lost.length);
    },
  );

  it.for(['before', 'complete', 'stored', 'done'] as const)(
    'the target folder is deleted between the death of a writer (%s) and the takeover: what was in the air is written again, the rest is said to be lost',
    async (when) => {
      const stage = await startStage({ folders });
      const dying = stage.process();
      const dead = latch();
      stage.ways.target.push(
        at({ command: 'APPEND', count: 3, when }, () => {
          dying.process.kill();
          stage.target.dropConnections();
          dead.open();
        }),
      );
      void dying.run();
      await dead.opened;
      await expect.poll(() => stage.target.connectionCount(), { timeout: 30_000 }).toBe(0);
      stage.target.mailbox(user).deleteFolder(archive);
      const settled = (await readLedgerReport(stage.pass({})))?.totals.migrated;
      expect(settled).toBeGreaterThan(0);
      const report = await stage.run();
      expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { failed: 0 } });
      const found = sorted(numbersIn(stage.target, ...archive));
      expect(found).toEqual([...new Set(found)]);
      const ledger = await readLedgerReport(stage.pass({}));
      expect(ledger?.lostAtTarget).toBe(settled);
      expect(found).toHaveLength(120 - (settled ?? 0));
      expect(found.slice(-20)).toEqual(range(101, 120));
      expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
      expect(sorted(numbersIn(stage.target, ...archive))).toEqual(found);
    },
  );

  it('mail delivered to the target folder is neither taken for ours nor touched', async () => {
    const own = [mail(7), mail(500), mail(60)];
    const stage = await startStage({ folders });
    const cut = closeAt('after-commit', { command: 'APPEND', from: 3 });
    stage.ways.target.push(
      at({ command: 'APPEND', count: 2, when: 'before' }, () => {
        for (const message of own) stage.target.mailbox(user).deliver(archive, message);
      }),
      cut,
    );
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(sorted(numbersIn(stage.target, ...archive))).toEqual(
      sorted([...range(1, 120), 7, 60, 500]),
    );
  });

  it('a user moves copies to another folder in mid-run: they are not written again', async () => {
    const stage = await startStage({ folders });
    const report = await runWithUser(stage, (mailbox) => {
      mailbox.moveMessages(archive, range(5, 20), inbox);
    });
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(5, 20));
    expect(sorted(numbersIn(stage.target, ...archive))).toEqual([
      ...range(1, 4),
      ...range(21, 120),
    ]);
  });

  it('a user copies and deletes copies in mid-run: the copy stays, the deleted is not written again', async () => {
    const stage = await startStage({ folders });
    const report = await runWithUser(stage, (mailbox) => {
      mailbox.copyMessages(archive, [2, 3], archive);
      mailbox.removeMessages(archive, [10, 11, 12]);
    });
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    const wanted = [2, 3, ...range(1, 120).filter((n) => n < 10 || n > 12)];
    expect(sorted(numbersIn(stage.target, ...archive))).toEqual(sorted(wanted));
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
  });

  it('a user deletes a copy between its commit and the recovery: it is written again', async () => {
    const stage = await startStage({ folders });
    stage.ways.target.push(
      at({ command: 'APPEND', count: 2, when: 'stored' }, () => {
        stage.target.mailbox(user).removeMessages(archive, [30]);
        return { close: 'reset' };
      }),
    );
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(sorted(numbersIn(stage.target, ...archive))).toEqual(range(1, 120));
  });

  it('a user empties the target folder between two passes: nothing is written again unasked', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.target.mailbox(user).removeMessages(archive, range(1, 120));
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
    expect(numbersIn(stage.target, ...archive)).toEqual([]);
  });
});
