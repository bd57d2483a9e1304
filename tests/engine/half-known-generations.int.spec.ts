import type { EventStore, NewEvent } from '@mailhaul/application';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const folders = [
  { path: inbox, messages: mails(1, 60) },
  { path: ['Archive'], messages: mails(201, 230) },
];
const inboxOnly = { path: inbox, messages: mails(101, 110) };
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

/** A store that lets nothing more through once an event of that type is durable. */
function endingStore(store: EventStore, last: string): EventStore {
  let isOver = false;
  return new Proxy(store, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== 'function') return value;
      if (name !== 'append') return value.bind(object) as unknown;
      return async (...args: unknown[]) => {
        if (isOver) throw new Error('the machine is gone');
        const result: unknown = await Reflect.apply(value, object, args);
        isOver = (args[1] as readonly NewEvent[]).some(({ type }) => type === last);
        return result;
      };
    },
  });
}

function everywhere(stage: EngineStage): number[] {
  const all = stage.target.mailbox(user).folders();
  return sorted(all.flatMap(({ path }) => numbersIn(stage.target, ...path)));
}

describe('a source folder that begins a new generation', () => {
  it('and a pass that ends before its items are known again: the next pass knows them, nothing is copied twice', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.source.mailbox(user).changeUidValidity(inbox);
    const store = endingStore(stage.store, 'SourceRegenerated');
    await expect(stage.run({ store })).rejects.toThrow('the machine is gone');
    expect((await stage.store.readLast('ledger-local.ann.1'))?.type).toBe('SourceRegenerated');
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: 90, gone: 0 } });
    expect(everywhere(stage)).toEqual([...range(1, 60), ...range(201, 230)]);
  });
});

describe('a source folder that is renamed', () => {
  it('and begins a new generation with the new name: nothing is copied twice', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    const mailbox = stage.source.mailbox(user);
    mailbox.renameFolder(['Archive'], ['Old mail']);
    mailbox.changeUidValidity(['Old mail']);
    mailbox.removeMessages(['Old mail'], [3]);
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: 90 } });
    expect(everywhere(stage)).toEqual([...range(1, 60), ...range(201, 230)]);
  });

  it('and left out under its new name: nothing of it is gone, and nothing is copied twice when it is taken again', async () => {
    const stage = await startStage({ folders });
    await stage.run({ options: { filters: { itemBytesMax: 10 } } });
    stage.source.mailbox(user).renameFolder(['Archive'], ['Old mail']);
    const leftOut = await stage.run({ options: { filters: { excludeFolders: ['Old mail'] } } });
    expect(leftOut.totals).toMatchObject({ migrated: 60, excluded: 30, gone: 0 });
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: 90, gone: 0 } });
    expect(everywhere(stage)).toEqual([...range(1, 60), ...range(201, 230)]);
  });

  it('and begins a new generation, with two items only: they are known by their bytes', async () => {
    const stage = await startStage({
      folders: [inboxOnly, { path: ['Few'], messages: mails(1, 2) }],
    });
    await stage.run();
    const mailbox = stage.source.mailbox(user);
    mailbox.renameFolder(['Few'], ['Two']);
    mailbox.changeUidValidity(['Two']);
    mailbox.deliver(['Two'], mail(3));
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: 13, gone: 0 } });
    expect(numbersIn(stage.target, 'Few')).toEqual([1, 2, 3]);
    expect(everywhere(stage)).toEqual([1, 2, 3, ...range(101, 110)]);
  });

  it('as it seems, but its items have other bytes: it is a folder of its own', async () => {
    const like = { ...mail(1), bytes: mail(1).bytes.toString().replace('This', 'That') };
    const stage = await startStage({
      folders: [inboxOnly, { path: ['Few'], messages: [mail(1)] }],
    });
    await stage.run();
    const mailbox = stage.source.mailbox(user);
    mailbox.deleteFolder(['Few']);
    mailbox.createFolder(['Other']);
    mailbox.deliver(['Other'], like);
    await stage.run();
    expect(numbersIn(stage.target, 'Few')).toHaveLength(1);
    expect(numbersIn(stage.target, 'Other')).toHaveLength(1);
  });

  it('beside a new folder that begins with the same mail: each is what it is', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    const mailbox = stage.source.mailbox(user);
    mailbox.renameFolder(['Archive'], ['Old mail']);
    mailbox.createFolder(['Again']);
    for (const message of mails(201, 230)) mailbox.deliver(['Again'], message);
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' }, totals: { migrated: 120 } });
    expect(numbersIn(stage.target, 'Archive')).toEqual(range(201, 230));
    expect(numbersIn(stage.target, 'Again')).toEqual(range(201, 230));
  });

  it('into which it was emptied that had mail before: it is a folder of its own', async () => {
    const stage = await startStage({ folders });
    const filters = { excludeFolders: ['Old'] };
    const mailbox = stage.source.mailbox(user);
    mailbox.createFolder(['Old']);
    for (const message of mails(301, 340)) mailbox.deliver(['Old'], message);
    await stage.run({ options: { filters } });
    for (const message of mails(201, 230)) mailbox.deliver(['Old'], message);
    mailbox.deleteFolder(['Archive']);
    const report = await stage.run();
    expect(report).toMatchObject({ end: { kind: 'completed' } });
    expect(numbersIn(stage.target, 'Archive')).toEqual(range(201, 230));
    expect(sorted(numbersIn(stage.target, 'Old'))).toEqual([
      ...range(201, 230),
      ...range(301, 340),
    ]);
  });

  it('and cannot be opened under the new name: nothing of it is gone, it is parked and known when it can be', async () => {
    const stage = await startStage({ folders, source: { without: ['LIST-STATUS'] } });
    await stage.run({ options: { filters: { itemBytesMax: 10 } } });
    stage.source.mailbox(user).renameFolder(['Archive'], ['Old mail']);
    stage.ways.source.push({
      beforeCommand: ({ name, line }) =>
        line.includes('Old mail') && name !== 'LIST'
          ? { status: 'NO', text: 'Mailbox is corrupted' }
          : undefined,
    });
    const options = { filters: { excludeFolders: ['Nothing'] } };
    const refused = await stage.run({ options });
    expect(refused).toMatchObject({
      end: { kind: 'completed' },
      totals: { migrated: 60, gone: 0 },
    });
    stage.ways.source.splice(0);
    const report = await stage.run({ options });
    expect(report).toMatchObject({ end: { kind: 'completed' }, parkedFolders: 0 });
    expect(report.totals).toMatchObject({ migrated: 90, gone: 0, failed: 0 });
    expect(numbersIn(stage.target, 'Archive')).toEqual(range(201, 230));
  });
});
