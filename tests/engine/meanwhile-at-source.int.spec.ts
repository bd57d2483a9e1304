import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { at } from '../support/moments.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const folders = [
  { path: inbox, messages: mails(1, 120) },
  { path: ['Archive'], messages: mails(201, 230) },
];
const itemCount = 150;
/** With a filter a folder is listed before it is read. */
const nothingLeftOut = { itemBytesMax: 1_000_000_000 };
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

/** What a user of the source does when the pass has listed the folder and copied its first item. */
function inMidRun(stage: EngineStage, act: () => void): void {
  stage.ways.target.push(at({ command: 'APPEND', count: 1, when: 'done' }, act));
}

/** The moment between the listing of a folder and the first of its bodies. */
function beforeBodies(stage: EngineStage, act: () => void): void {
  let isDone = false;
  stage.ways.source.push({
    beforeCommand: ({ name, line }) => {
      if (isDone || name !== 'UID FETCH' || !line.includes('BODY')) return undefined;
      isDone = true;
      act();
      return undefined;
    },
  });
}

describe('meanwhile at the source', () => {
  it('mail that arrives in mid-run belongs to the next delta', async () => {
    const stage = await startStage({ folders });
    inMidRun(stage, () => {
      stage.source.mailbox(user).deliver(inbox, mail(121));
      stage.source.mailbox(user).deliver(inbox, mail(122));
    });
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: itemCount } });
    expect(numbersIn(stage.target, ...inbox)).toEqual(range(1, 120));
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 2 });
    expect(numbersIn(stage.target, ...inbox)).toEqual(range(1, 122));
  });

  it('an item deleted in mid-run, before it is read, is no part of a first pass', async () => {
    const stage = await startStage({ folders });
    beforeBodies(stage, () => stage.source.mailbox(user).removeMessages(inbox, [33, 100, 120]));
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({
      migrated: itemCount - 3,
      gone: 0,
      failed: 0,
      pending: 0,
    });
    expect(numbersIn(stage.target, ...inbox)).toEqual(
      range(1, 120).filter((n) => ![33, 100, 120].includes(n)),
    );
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0, gone: 0 });
  });

  it('an item deleted in mid-run, after it was listed and before it is read, is gone', async () => {
    const stage = await startStage({ folders });
    beforeBodies(stage, () => stage.source.mailbox(user).removeMessages(inbox, [33, 100, 120]));
    const report = await stage.run({ options: { filters: nothingLeftOut } });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount - 3, gone: 3, failed: 0 });
    expect(numbersIn(stage.target, ...inbox)).toEqual(
      range(1, 120).filter((n) => ![33, 100, 120].includes(n)),
    );
  });

  it('an item deleted after it was copied stays at the target', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.source.mailbox(user).removeMessages(inbox, [1, 2]);
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: itemCount, gone: 0 });
    expect(numbersIn(stage.target, ...inbox)).toEqual(range(1, 120));
  });

  it('an item moved to another folder in mid-run: the next delta takes it there', async () => {
    const stage = await startStage({ folders });
    beforeBodies(stage, () => {
      stage.source.mailbox(user).moveMessages(inbox, [50, 51], ['Archive']);
    });
    const report = await stage.run({ options: { filters: nothingLeftOut } });
    expect(report.totals).toMatchObject({ migrated: itemCount - 2, gone: 2, failed: 0 });
    const next = await stage.run({ options: { filters: nothingLeftOut } });
    expect(next.passCounts).toMatchObject({ migrated: 2 });
    expect(numbersIn(stage.target, ...inbox)).not.toContain(50);
    expect(numbersIn(stage.target, 'Archive')).toEqual([...range(201, 230), 50, 51]);
  });

  it('an item moved after it was copied is taken in its new folder too: ids, not headers, are its identity', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.source.mailbox(user).moveMessages(inbox, [50], ['Archive']);
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 1 });
    expect(numbersIn(stage.target, 'Archive')).toContain(50);
  });

  it('an item flagged in mid-run has the flags it had when its body was read', async () => {
    const stage = await startStage({ folders });
    beforeBodies(stage, () => {
      stage.source.mailbox(user).setFlags(inbox, 40, ['\\Answered', 'urgent']);
    });
    expect((await stage.run()).totals).toMatchObject({ migrated: itemCount });
    const copy = stage.target.mailbox(user).messages(inbox)[39];
    expect(copy).toMatchObject({ uid: 40, flags: ['\\Answered'], keywords: ['urgent'] });
  });

  it('a folder deleted in mid-run: the pass comes to its end without its rest', async () => {
    const stage = await startStage({ folders });
    inMidRun(stage, () => stage.source.mailbox(user).deleteFolder(['Archive']));
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
    expect(report.totals.failed).toBe(0);
  });

  it('a folder made in mid-run belongs to the next delta', async () => {
    const stage = await startStage({ folders });
    inMidRun(stage, () => {
      stage.source.mailbox(user).createFolder(['New']);
      stage.source.mailbox(user).deliver(['New'], mail(300));
    });
    expect((await stage.run()).totals).toMatchObject({ migrated: itemCount });
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 1 });
    expect(numbersIn(stage.target, 'New')).toEqual([300]);
  });
});
