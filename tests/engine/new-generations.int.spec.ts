import { refuseMessages } from '@mailhaul/mail-servers';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { describe, expect, it } from 'vitest';
import { startStage, user } from '../support/engine-stage.ts';
import { at } from '../support/moments.ts';
import { contentOf, mail, mails, numbersIn, range, twins } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const folders = [
  { path: inbox, messages: [...mails(1, 120), ...twins(4)] },
  { path: ['Archive'], messages: mails(201, 230) },
];
const itemCount = 154;
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const inboxNumbers = [0, 0, 0, 0, ...range(1, 120)];

describe('UIDVALIDITY of the target', () => {
  it('changes between passes: all is found again, nothing is copied twice', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.target.mailbox(user).changeUidValidity(inbox);
    stage.source.mailbox(user).deliver(inbox, mail(121));
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, passCounts: { migrated: 1 } });
    expect(report.totals).toMatchObject({ migrated: itemCount + 1, failed: 0 });
    expect(contentOf(stage.target, ...inbox)).toEqual(contentOf(stage.source, ...inbox));
  });

  it('changes between passes and some copies are gone: they are reported, not copied again', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.target.mailbox(user).removeMessages(inbox, [10, 11, 12]);
    stage.target.mailbox(user).changeUidValidity(inbox);
    await stage.run();
    expect((await readLedgerReport(stage.pass({})))?.lostAtTarget).toBe(3);
    expect(numbersIn(stage.target, ...inbox)).toHaveLength(121);
  });

  it.for(['before', 'complete', 'stored', 'done'] as const)(
    'changes in mid-run (%s an APPEND): no blind second copy',
    async (when) => {
      const stage = await startStage({ folders });
      stage.ways.target.push(
        at({ command: 'APPEND', count: 3, when }, () => {
          stage.target.mailbox(user).changeUidValidity(inbox);
        }),
      );
      const report = await stage.run();
      expect(report.end).toEqual({ kind: 'completed' });
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(inboxNumbers);
      expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0 });
    },
  );
});

describe('UIDVALIDITY of the source', () => {
  it('changes between passes: items are known again by their bytes, only new ones are copied', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    const mailbox = stage.source.mailbox(user);
    mailbox.removeMessages(inbox, [5, 6]);
    mailbox.deliver(inbox, mail(121));
    mailbox.changeUidValidity(inbox);
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, passCounts: { migrated: 1 } });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual([...inboxNumbers, 121]);
  });

  it('changes in mid-run, before a body is read: the folder is listed anew, nothing is copied twice', async () => {
    const stage = await startStage({ folders });
    stage.ways.source.push(
      at({ command: 'UID FETCH', count: 4, when: 'before' }, () => {
        stage.source.mailbox(user).changeUidValidity(inbox);
      }),
    );
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(inboxNumbers);
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0, gone: 0 });
  });
});

describe('folders of the source that are renamed', () => {
  it('between passes: the folder is known again, its items are not copied twice', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.source.mailbox(user).renameFolder(['Archive'], ['Old mail']);
    stage.source.mailbox(user).deliver(['Old mail'], mail(231));
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, passCounts: { migrated: 1 } });
    const everywhere = stage.target
      .mailbox(user)
      .folders()
      .flatMap(({ path }) => numbersIn(stage.target, ...path));
    expect(sorted(everywhere)).toEqual([...inboxNumbers, ...range(201, 231)]);
  });

  it('in mid-run: this pass or the next copies the rest, nothing twice', async () => {
    const stage = await startStage({ folders });
    stage.ways.source.push(
      at({ command: 'UID FETCH', count: 2, when: 'before' }, () => {
        stage.source.mailbox(user).renameFolder(['Archive'], ['Old mail']);
      }),
    );
    await stage.run();
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    const everywhere = stage.target
      .mailbox(user)
      .folders()
      .flatMap(({ path }) => numbersIn(stage.target, ...path));
    expect(sorted(everywhere)).toEqual([...inboxNumbers, ...range(201, 230)]);
  });

  it('a folder deleted with items that were not copied yet: they are gone; a folder that comes back is taken whole', async () => {
    const stage = await startStage({ folders });
    const refusal = refuseMessages((message) => message.body.toBuffer().includes('number 210.'));
    stage.ways.target.push(refusal);
    expect((await stage.run()).totals).toMatchObject({ failed: 1 });
    stage.source.mailbox(user).deleteFolder(['Archive']);
    const without = await stage.run();
    expect(without.totals).toMatchObject({ migrated: itemCount - 1, failed: 0, gone: 1 });
    stage.source.mailbox(user).createFolder(['Archive']);
    for (const message of mails(201, 230)) stage.source.mailbox(user).deliver(['Archive'], message);
    stage.ways.target.splice(0);
    const again = await stage.run();
    expect(again.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, 'Archive'))).toEqual(range(201, 230));
  });
});
