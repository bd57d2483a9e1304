import { describe, expect, it } from 'vitest';
import { filterSummary, jobChanges, leftOutOfMailbox, type WordFormat } from './job-words.ts';
import { type JobOptions, jobOptionsSchema } from './jobs.ts';

const format: WordFormat = {
  bytes: (count) => `${count} B`,
  instant: (at) => new Date(at).toISOString().slice(0, 10),
};
const optionsOf = (options: Partial<JobOptions>) => jobOptionsSchema.parse(options);

describe('filterSummary', () => {
  it('names every filter in words, with what it has left out', () => {
    const options = optionsOf({
      ...{ receivedFrom: 0, ageDaysMin: 1, itemKinds: ['mail', 'other'], itemBytesMin: 5 },
      ...{ itemBytesMax: 9, readState: 'read', flagState: 'unflagged' },
      ...{ includeFolders: ['#Inbox', 'A'], excludeFolders: ['B/*'] },
    });
    const excludedFor = {
      ...{ 'older-than-filter': 1, 'newer-than-filter': 2, 'calendar-by-filter': 3 },
      ...{ 'tasks-by-filter': 4, 'smaller-than-filter': 5, 'larger-than-filter': 6 },
      ...{ 'unread-by-filter': 7, 'flagged-by-filter': 8, 'folder-not-included': 9 },
      ...{ 'folder-excluded': 10 },
    };
    const { filters, others } = filterSummary({ options, excluded: 55, excludedFor }, format);
    expect(filters.map(({ words, leftOut }) => `${words}: ${leftOut}`)).toEqual([
      'Received at or after 1970-01-01: 1',
      'Received more than 1 day ago: 2',
      'Only mail, other items: 7',
      'Items of 5 B and more: 5',
      'Items up to 9 B: 6',
      'Only read mail: 7',
      'Only unflagged mail: 8',
      'Only folders #Inbox, A: 9',
      'Without folders B/*: 10',
    ]);
    expect(others).toEqual([]);
  });

  it('says of what else is excluded why', () => {
    const excludedFor = { 'no-mail-form': 1, 'folder-left-out': 2, 'larger-than-filter': 3 };
    const { filters, others } = filterSummary(
      { options: optionsOf({}), excluded: 10, excludedFor },
      format,
    );
    expect(filters).toEqual([]);
    expect(others.map(({ leftOut }) => leftOut)).toEqual([1, 2, 3, 4]);
    expect(others[2]?.words).toMatch(/filters before; the next delta/);
  });

  it('of a job without filters that left nothing out is empty', () => {
    const none = { filters: [], others: [] };
    expect(filterSummary({ options: optionsOf({}), excluded: 0 }, format)).toEqual(none);
  });
});

describe('leftOutOfMailbox', () => {
  it('names what is left out of one mailbox, the most first, and no filter that leaves out nothing', () => {
    const job = { options: optionsOf({ ageDaysMax: 30, itemBytesMax: 5, readState: 'unread' }) };
    const pair = {
      excluded: 12,
      excludedFor: { 'larger-than-filter': 2, 'older-than-filter': 9, 'no-mail-form': 1 },
    };
    expect(leftOutOfMailbox(pair, job, format)).toEqual([
      { words: 'Received in the last 30 days', leftOut: 9 },
      { words: 'Items up to 5 B', leftOut: 2 },
      { words: 'Items that the target does not take', leftOut: 1 },
    ]);
    expect(leftOutOfMailbox({ excluded: 0 }, job, format)).toEqual([]);
  });
});

describe('jobChanges', () => {
  const settings = (name: string, source: string, options: Partial<JobOptions>) => ({
    ...{ name, sourceConnectionId: source, targetConnectionId: 't' },
    options: optionsOf(options),
  });
  const of = (before: ReturnType<typeof settings>, after: ReturnType<typeof settings>) =>
    jobChanges({ before, after }, { ...format, connection: (id) => id.toUpperCase() });

  it('are none where nothing differs, also where an option is said that is so anyway', () => {
    expect(of(settings('A', 's', {}), settings('A', 's', { sharedFolders: false }))).toEqual([]);
  });

  it('name what changes, and from when on that holds', () => {
    const before = settings('A', 's', { itemBytesMax: 5, folderMap: { X: 'Y' } });
    const after = settings('B', 'z', {
      ...{ ageDaysMax: 30, verifies: false, sharedFolders: true, takeFolders: ['a', 'b'] },
    });
    expect(
      of(before, after).map((one) => `${one.label}: ${one.before} > ${one.after} (${one.from})`),
    ).toEqual([
      'Name: A > B (at once)',
      'Source connection: S > Z (the next pass)',
      'Newer than: – > Received in the last 30 days (the next pass)',
      'Largest item: Items up to 5 B > – (the next pass)',
      'Folders taken besides: – > a, b (the next pass)',
      'Shared folders: no > yes (the next pass)',
      'Folder map: X → Y > – (the next pass)',
      'Verification: yes > no (the next pass)',
    ]);
  });
});
