import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { type EngineStage, type PassChange, startStage, user } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { mails, numbersIn, twins } from '../support/numbered-mail.ts';

const folders = [
  { path: ['INBOX'], messages: mails(1, 10) },
  { path: ['Sent'], messages: [...mails(101, 170), ...twins(4)] },
  { path: ['Old', 'Sent'], messages: [...mails(201, 260), ...twins(3)] },
];
const options: PassChange['options'] = {
  connectionPairs: 2,
  folderMap: new Map([['Old/Sent', 'Sent']]),
};
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const wanted = (stage: EngineStage) =>
  sorted([...numbersIn(stage.source, 'Sent'), ...numbersIn(stage.source, 'Old', 'Sent')]);

describe('two source folders joined in one target folder', () => {
  it('by the folder map: both are there, a delta takes nothing', async () => {
    const stage = await startStage({ folders });
    const report = await stage.run({ options });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, 'Sent'))).toEqual(wanted(stage));
    expect((await stage.run({ options })).passCounts).toMatchObject({ migrated: 0 });
  });

  it.for(['before', 'complete', 'stored'] as const)(
    'and a kill (%s an APPEND): nothing lost, nothing doubled',
    async (when) => {
      const stage = await startStage({ folders });
      const { process, run } = stage.process({ options });
      const isDead = latch();
      stage.ways.target.push(
        at({ command: 'APPEND', count: 4, when }, () => {
          process.kill();
          isDead.open();
          return { close: 'reset' };
        }),
      );
      void run();
      await isDead.opened;
      const report = await stage.run({ options });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(sorted(numbersIn(stage.target, 'Sent'))).toEqual(wanted(stage));
    },
  );

  it('and a lost state folder: nothing is copied twice', async () => {
    const stage = await startStage({ folders });
    await stage.run({ options });
    const store = new MemoryEventStore({ clock: systemClock });
    const report = await stage.run({ options, store });
    expect(report.totals).toMatchObject({ failed: 0, pending: 0 });
    expect(sorted(numbersIn(stage.target, 'Sent'))).toEqual(wanted(stage));
  });

  it('on a target that knows no case, where the source has Sent and sent', async () => {
    const stage = await startStage({
      folders: [
        { path: ['Sent'], messages: mails(1, 60) },
        { path: ['sent'], messages: mails(61, 120) },
      ],
      target: { isCaseInsensitive: true },
    });
    const report = await stage.run({ options: { connectionPairs: 2 } });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
  });

  it('and a new UIDVALIDITY of it between passes: all is found again', async () => {
    const stage = await startStage({ folders });
    await stage.run({ options });
    stage.target.mailbox(user).changeUidValidity(['Sent']);
    const report = await stage.run({ options });
    expect(report).toMatchObject({ end: { kind: 'completed' }, passCounts: { migrated: 0 } });
    expect(sorted(numbersIn(stage.target, 'Sent'))).toEqual(wanted(stage));
  });
});
