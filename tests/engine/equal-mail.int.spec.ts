import { closeAt } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { at, latch, sendGathered } from '../support/moments.ts';
import { mail, mails, numbersIn, range, twins } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
/** In a batch that is intended when the second is answered. */
const late = 430;
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

/** The third batch dies with its connection before it is committed, after the second is settled and `act` was done. */
async function runWithThirdBatchLost(stage: EngineStage, act: () => void) {
  const settled = latch();
  let migrated = 0;
  stage.ways.target.push(
    at({ command: 'APPEND', count: 3, when: 'before' }, async (context) => {
      sendGathered(context);
      await settled.opened;
      act();
    }),
    closeAt('before-commit', { command: 'APPEND', from: 3 }),
  );
  return stage.run({
    onProgress: (news) => {
      if (news.kind === 'settled') migrated += news.counts.migrated ?? 0;
      if (migrated >= 50) settled.open();
    },
  });
}

describe('equal mail around a lost batch', () => {
  it('copies that a settled batch made are not taken for their twins of a lost one', async () => {
    const messages = [...mails(1, 40), ...twins(60)];
    const stage = await startStage({ folders: [{ path: inbox, messages }] });
    const report = await runWithThirdBatchLost(stage, () => undefined);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 100, failed: 0 });
    expect(numbersIn(stage.target, ...inbox).filter((n) => n === 0)).toHaveLength(60);
  });

  it('mail of equal size and date but other bytes behind the fence is not taken for a lost item', async () => {
    const stage = await startStage({ folders: [{ path: inbox, messages: mails(1, 100) }] });
    const like = { ...mail(80), bytes: String(mail(80).bytes).replace('This is', 'Here is') };
    const report = await runWithThirdBatchLost(stage, () => {
      stage.target.mailbox(user).deliver(inbox, like);
    });
    expect(report.totals).toMatchObject({ migrated: 100, failed: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(sorted([...range(1, 100), 80]));
  });

  it.for(['with', 'without'])(
    '%s UIDPLUS, a copy that a user put there before the batch was intended is not taken for a lost item',
    async (uids) => {
      const without = uids === 'without' ? (['UIDPLUS'] as const) : [];
      const folders = [{ path: inbox, messages: mails(1, 20) }];
      const stage = await startStage({ folders, target: { without } });
      await stage.run();
      stage.target.mailbox(user).deliver(inbox, mail(30));
      for (const message of mails(21, 40)) stage.source.mailbox(user).deliver(inbox, message);
      const appends = stage.target.commandCount('APPEND');
      stage.ways.target.push(closeAt('before-commit', { command: 'APPEND', from: appends + 1 }));
      const report = await stage.run();
      expect(report.totals).toMatchObject({ migrated: 40, failed: 0 });
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(sorted([...range(1, 40), 30]));
    },
  );

  it('a copy below the fence of a lost batch is not taken for its item, though another lost batch has a lower fence', async () => {
    const stage = await startStage({ folders: [{ path: inbox, messages: mails(1, 700) }] });
    const { process, run } = stage.process();
    const intentCount = async () => {
      let count = 0;
      for await (const { type } of stage.store.readStream('ledger-local.ann.1')) {
        if (type === 'ItemsIntended') count += 1;
      }
      return count;
    };
    stage.ways.target.push(
      // Behind the fence of the batches that are in the air already, and below that of those to come.
      at({ command: 'APPEND', count: 2, when: 'complete' }, () => {
        stage.target.mailbox(user).deliver(inbox, mail(late));
      }),
      at({ command: 'APPEND', count: 3, when: 'complete' }, async (context) => {
        sendGathered(context);
        const known = await intentCount();
        await expect.poll(intentCount).toBeGreaterThan(known);
        process.kill();
        return { close: 'reset' };
      }),
    );
    void run();
    await expect.poll(() => stage.target.connectionCount()).toBe(0);
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 700, failed: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(sorted([...range(1, 700), late]));
  });

  it('a copy moved out and back by a user is not taken for a lost twin: that is for a person to judge', async () => {
    const messages = [...mails(1, 40), ...twins(60)];
    const stage = await startStage({ folders: [{ path: inbox, messages }] });
    const report = await runWithThirdBatchLost(stage, () => {
      const mailbox = stage.target.mailbox(user);
      mailbox.createFolder(['Aside']);
      mailbox.moveMessages(inbox, [45], ['Aside']);
      mailbox.moveMessages(['Aside'], [1], inbox);
    });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.investigate).toBe(1);
    expect(numbersIn(stage.target, ...inbox).filter((n) => n === 0)).toHaveLength(59);
  });
});
