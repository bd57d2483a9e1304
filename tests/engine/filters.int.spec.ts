import { decodeEvent } from '@mailhaul/application';
import type { MemoryVariant } from '@mailhaul/connector-memory';
import type { ItemFilters } from '@mailhaul/copy-engine';
import { type LedgerEvent, ledgerStream } from '@mailhaul/domain';
import { type MailboxPass, readLedgerReport } from '@mailhaul/pass-runner';
import { describe, expect, it } from 'vitest';
import { startStage, user } from '../support/engine-stage.ts';
import { MemoryStage, put, textsIn } from '../support/memory-stage.ts';
import { firstSeconds, mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const even = range(1, 30).filter((n) => n % 2 === 0);
const odd = range(1, 30).filter((n) => n % 2 === 1);

/** What the log last told of why items are excluded. */
async function lastTold({ store, sealer, tenant, pairId }: MailboxPass) {
  let told: object | undefined;
  for await (const recorded of store.readStream(ledgerStream(tenant, pairId, 1))) {
    const event = decodeEvent<LedgerEvent>(recorded, { sealer, upcasters: {} });
    if (event.type === 'PassProgressed') told = event.data.excludedFor;
  }
  return told;
}

const of = (filters: ItemFilters, taken: number[], why: Record<string, number>) => ({
  filters,
  taken,
  why,
});

// Even numbers are read, odd ones flagged.
describe('a filter of an item’s own', () => {
  it.each<[string, { filters: ItemFilters; taken: number[]; why: Record<string, number> }]>([
    ['size, from', of({ itemBytesMin: 1_000 }, [31], { 'smaller-than-filter': 30 })],
    ['size, up to', of({ itemBytesMax: 1_000 }, range(1, 30), { 'larger-than-filter': 1 })],
    [
      'age, between',
      of(
        { receivedFrom: firstSeconds + 60 * 11, receivedBefore: firstSeconds + 60 * 21 },
        range(11, 20),
        {
          'older-than-filter': 10,
          'newer-than-filter': 11,
        },
      ),
    ],
    ['read', of({ isRead: true }, even, { 'unread-by-filter': 16 })],
    ['unread', of({ isRead: false }, [...odd, 31], { 'read-by-filter': 15 })],
    ['flagged', of({ isFlagged: true }, [...odd, 31], { 'unflagged-by-filter': 15 })],
    ['not flagged', of({ isFlagged: false }, even, { 'flagged-by-filter': 16 })],
    ['kinds', of({ kinds: ['calendar'] }, [], { 'mail-by-filter': 31 })],
  ])(
    '%s: takes what it names, the rest is Excluded; a delta without it takes exactly the rest',
    async (_, { filters, taken, why }) => {
      const messages = [...mails(1, 30), mail(31, 'x'.repeat(5_000))];
      const stage = await startStage({ folders: [{ path: inbox, messages }] });
      const tellsProgress = true;
      const first = await stage.run({ options: { filters }, tellsProgress });
      const excluded = 31 - taken.length;
      expect(first.end.kind).toBe('completed');
      expect(first.totals).toMatchObject({ migrated: taken.length, excluded, failed: 0 });
      expect(numbersIn(stage.target, ...inbox)).toEqual(taken);
      expect((await readLedgerReport(stage.pass({})))?.excludedFor).toEqual(why);
      expect(await lastTold(stage.pass({}))).toEqual(why);
      const same = await stage.run({ options: { filters } });
      expect(same.passCounts).toMatchObject({ migrated: 0, excluded: 0 });
      const wide = await stage.run({ tellsProgress });
      expect(wide.passCounts).toMatchObject({ migrated: excluded });
      expect(wide.totals).toMatchObject({ migrated: 31, excluded: 0, failed: 0 });
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 31));
      expect(await lastTold(stage.pass({}))).toBeUndefined();
    },
  );

  it('of what is read takes a letter once it was read, with the same filter', async () => {
    const stage = await startStage({ folders: [{ path: inbox, messages: mails(1, 4) }] });
    const options = { filters: { isRead: true } };
    await stage.run({ options });
    stage.source.mailbox(user).setFlags(inbox, 1, ['\\Seen']);
    expect((await stage.run({ options })).passCounts).toMatchObject({ migrated: 1, excluded: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual([1, 2, 4]);
  });

  it('that takes the place of another is told as the reason from then on, and nothing counts twice', async () => {
    const stage = await startStage({ folders: [{ path: inbox, messages: mails(1, 20) }] });
    await stage.run({ options: { filters: { receivedFrom: firstSeconds + 60 * 11 } } });
    const second = await stage.run({ options: { filters: { itemBytesMin: 1_000 } } });
    expect(second.passCounts).toMatchObject({ migrated: 0, excluded: 0 });
    expect(second.totals).toMatchObject({ migrated: 10, excluded: 10 });
    const report = await readLedgerReport(stage.pass({}));
    expect(report?.excludedFor).toEqual({ 'smaller-than-filter': 10 });
  });

  it('asks an IMAP server for nothing more than a listing where it has to list anyway', async () => {
    const counts = async (filters: ItemFilters) => {
      const stage = await startStage({ folders: [{ path: inbox, messages: mails(1, 20) }] });
      await stage.run({ options: { filters } });
      return ['EXAMINE', 'UID FETCH', 'STATUS'].map((name) => stage.source.commandCount(name));
    };
    const all = { receivedFrom: 1 };
    expect(await counts({ ...all, isRead: true, kinds: ['mail'] })).toEqual(await counts(all));
  });
});

describe('a folder filter', () => {
  const folders = [
    { path: inbox, messages: mails(1, 10) },
    { path: ['INBOX', 'Old'], messages: mails(11, 15) },
    { path: ['Gesendet'], specialUse: '\\Sent', messages: mails(21, 27) },
    { path: ['Projects', 'Alpha'], messages: mails(31, 33) },
    { path: ['Projects', 'Alpha', 'Old'], messages: mails(41, 42) },
  ] as const;

  it.each<[ItemFilters, number, Record<string, number>]>([
    [{ excludeFolders: ['*/Old'] }, 20, { 'folder-excluded': 7 }],
    [{ includeFolders: ['#Inbox'] }, 15, { 'folder-not-included': 12 }],
    [{ excludeFolders: ['#SentItems', '#Inbox/*'] }, 15, { 'folder-excluded': 12 }],
    [
      { includeFolders: ['Projects', '#Sent'], excludeFolders: ['Projects/*/Old'] },
      10,
      { 'folder-excluded': 2, 'folder-not-included': 15 },
    ],
  ])(
    '%j takes %i items; what it leaves out is told by filter; a delta without takes the rest',
    async (filters, taken, why) => {
      const stage = await startStage({ folders: [...folders] });
      const first = await stage.run({ options: { filters }, tellsProgress: true });
      expect(first.totals).toMatchObject({ migrated: taken, excluded: 27 - taken, failed: 0 });
      expect(await lastTold(stage.pass({}))).toEqual(why);
      const wide = await stage.run();
      expect(wide.totals).toMatchObject({ migrated: 27, excluded: 0 });
    },
  );
});

describe('kinds of items', () => {
  const groupware: MemoryVariant = {
    capabilities: {
      givesForms: ['exchange-item', 'mime'],
      takesForms: ['mime', 'exchange-item'],
      areSizesEstimates: true,
    },
    tellsLikeness: true,
  };

  it('are told apart in any folder; the kinds that a wider filter names follow, and only those', async () => {
    const stage = new MemoryStage({ source: groupware, target: groupware });
    const mixed = stage.source.ensureFolder(inbox);
    put(mixed, 'letter');
    put(mixed, 'task', { kind: 'task' });
    put(mixed, 'post', { kind: 'post' });
    put(stage.source.ensureFolder(['Kalender'], 'calendar', 'IPF.Appointment'), 'date', {
      kind: 'event',
    });
    const run = (filters: ItemFilters) => stage.run({ options: { filters } });
    expect((await run({ kinds: ['mail'] })).totals).toMatchObject({ migrated: 1, excluded: 3 });
    expect(textsIn(stage.target, 'INBOX')).toEqual(['letter']);
    const wider = await run({ kinds: ['mail', 'calendar', 'tasks'] });
    expect(wider.passCounts).toMatchObject({ migrated: 2, excluded: 0 });
    expect(textsIn(stage.target, 'INBOX')).toEqual(['letter', 'task']);
    expect(textsIn(stage.target, 'Kalender')).toEqual(['date']);
    expect((await run({})).totals).toMatchObject({ migrated: 4, excluded: 0, failed: 0 });
  });
});
