import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const folderRoot = 'Old mail/Ann';
const options = { folderRoot, connectionPairs: 2 };
const folders = [
  { path: ['INBOX'], messages: mails(1, 40) },
  { path: ['Sent'], specialUse: '\\Sent' as const, messages: mails(41, 70) },
  { path: ['Projects', 'Alpha'], messages: mails(71, 90) },
];
/** What the target's owner has: nothing of it is touched. */
const targetFolders = [
  { path: ['INBOX'], messages: mails(501, 503) },
  { path: ['Sent'], specialUse: '\\Sent' as const, messages: mails(504, 505) },
];
const below = {
  'Old mail/Ann/INBOX': range(1, 40),
  'Old mail/Ann/Sent': range(41, 70),
  'Old mail/Ann/Projects/Alpha': range(71, 90),
};
const own = { INBOX: range(501, 503), Sent: range(504, 505) };

/** The numbers in each folder of the target that holds any. */
function held(stage: EngineStage): Record<string, number[]> {
  const all = stage.target.mailbox(user).folders();
  const filled = all.filter(({ canHoldMessages }) => canHoldMessages);
  return Object.fromEntries(
    filled
      .map(({ path }) => [path.join('/'), numbersIn(stage.target, ...path)] as const)
      .filter(([, numbers]) => numbers.length > 0)
      .map(([path, numbers]) => [path, numbers.toSorted((a, b) => a - b)]),
  );
}

describe('a mailbox whose folders go below a folder of the target', () => {
  it('INBOX and Sent as well: beside what its owner has there, and a delta adds what is new', async () => {
    const stage = await startStage({ folders, targetFolders });
    expect(await stage.run({ options })).toMatchObject({ end: { kind: 'completed' } });
    expect(held(stage)).toEqual({ ...own, ...below });
    stage.source.mailbox(user).deliver(['INBOX'], mail(91));
    expect((await stage.run({ options })).passCounts).toMatchObject({ migrated: 1, failed: 0 });
    const inbox = [...range(1, 40), 91];
    expect(held(stage)).toEqual({ ...own, ...below, 'Old mail/Ann/INBOX': inbox });
  });

  it.for(['before', 'complete', 'stored'] as const)(
    'a kill %s an APPEND: nothing lost, nothing doubled',
    async (when) => {
      const stage = await startStage({ folders, targetFolders });
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
      expect(await stage.run({ options })).toMatchObject({ end: { kind: 'completed' } });
      expect(held(stage)).toEqual({ ...own, ...below });
    },
  );

  it('a lost ledger: what stands below it is found, and nothing is copied twice', async () => {
    const stage = await startStage({ folders, targetFolders });
    await stage.run({ options });
    const store = new MemoryEventStore({ clock: systemClock });
    const report = await stage.run({ options, store });
    expect(report.totals).toMatchObject({ migrated: 90, failed: 0, pending: 0 });
    expect(held(stage)).toEqual({ ...own, ...below });
  });

  it('another root after it was copied: folders stay where they went, new ones go below the new one', async () => {
    const stage = await startStage({ folders, targetFolders });
    await stage.run({ options });
    stage.source.mailbox(user).deliver(['INBOX'], mail(91));
    stage.source.mailbox(user).createFolder(['Projects', 'Beta']);
    stage.source.mailbox(user).deliver(['Projects', 'Beta'], mail(92));
    const other = { ...options, folderRoot: 'Elsewhere' };
    expect((await stage.run({ options: other })).passCounts).toMatchObject({ migrated: 2 });
    const after = {
      ...{ ...own, ...below, 'Old mail/Ann/INBOX': [...range(1, 40), 91] },
      'Elsewhere/Projects/Beta': [92],
    };
    expect(held(stage)).toEqual(after);
    const made = stage.target
      .mailbox(user)
      .folders()
      .map(({ path }) => path.join('/'));
    expect(made.filter((path) => path.startsWith('Elsewhere/')).toSorted()).toEqual([
      'Elsewhere/Projects',
      'Elsewhere/Projects/Beta',
    ]);
    const without = await stage.run({ options: { connectionPairs: 2 } });
    expect(without.passCounts).toMatchObject({ migrated: 0, failed: 0 });
    expect(held(stage)).toEqual(after);
  });

  it('the folder map says where below it', async () => {
    const stage = await startStage({ folders, targetFolders });
    const folderMap = new Map([['Projects/Alpha', 'Alpha']]);
    await stage.run({ options: { ...options, folderMap } });
    expect(Object.keys(held(stage)).toSorted()).toEqual([
      ...['INBOX', 'Old mail/Ann/Alpha', 'Old mail/Ann/INBOX', 'Old mail/Ann/Sent', 'Sent'],
    ]);
  });
});
