import { describe, expect, it } from 'vitest';
import { jobInputSchema, jobSchema } from './jobs.ts';

const id = '00000000-0000-4000-8000-000000000001';
const job = (options: object, name = 'Spring') => ({
  ...{ name, sourceConnectionId: id, targetConnectionId: id, options },
});
/** `field message` of each fault. */
function faultsOf(body: object): string[] {
  const { error } = jobInputSchema.safeParse(body);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
}

describe('filters of a job', () => {
  it('are taken as they are given', () => {
    const options = {
      ...{ itemBytesMin: 1, itemBytesMax: 1, ageDaysMin: 7, ageDaysMax: 8, readState: 'unread' },
      ...{ flagState: 'flagged', itemKinds: ['mail', 'other'] },
      ...{ includeFolders: ['#inbox/*', '#SentItems#', '\\#x'], excludeFolders: ['*/Old'] },
    };
    expect(jobInputSchema.parse(job(options)).options).toMatchObject(options);
    expect(faultsOf(job({ receivedFrom: 1, receivedBefore: 2 }))).toEqual([]);
  });

  it.each<[object, RegExp]>([
    [{ receivedFrom: 2, receivedBefore: 2 }, /^options\.receivedBefore is not after receivedFrom/],
    [{ itemBytesMin: 2, itemBytesMax: 1 }, /^options\.itemBytesMax is less than itemBytesMin/],
    [{ ageDaysMin: 7, ageDaysMax: 7 }, /^options\.ageDaysMax is not more than ageDaysMin/],
    [{ ageDaysMax: 7, receivedFrom: 1 }, /^options\.ageDaysMax stands beside receivedFrom/],
    [{ ageDaysMin: 7, receivedBefore: 1 }, /^options\.ageDaysMin stands beside receivedBefore/],
    [{ ageDaysMax: 0 }, /^options\.ageDaysMax is less than 1 day/],
    [{ ageDaysMin: 36_501 }, /^options\.ageDaysMin is more than 36500 days/],
    [{ itemKinds: [] }, /^options\.itemKinds is empty: no item would be taken/],
    [{ itemKinds: ['mail', 'mail'] }, /^options\.itemKinds names a kind twice/],
    [{ itemKinds: ['letters'] }, /^options\.itemKinds\.0 /],
    [{ readState: 'seen' }, /^options\.readState /],
    [{ includeFolders: ['#Foo'] }, /^options\.includeFolders\.0 names no well-known folder: .*\\#/],
    [{ excludeFolders: ['#Inboxes'] }, /^options\.excludeFolders\.0 names no well-known folder/],
    [{ takeFolders: ['#'] }, /^options\.takeFolders\.0 names no well-known folder/],
  ])('%j are refused at their field, with the remedy', (options, fault) => {
    expect(faultsOf(job(options))).toEqual([expect.stringMatching(fault)]);
  });

  it('that were there before patterns had a meaning are shown as they are', () => {
    const { options } = jobSchema.pick({ options: true }).parse({
      options: { includeFolders: ['#42', '#'] },
    });
    expect(options.includeFolders).toEqual(['#42', '#']);
  });
});

describe('the name of a job', () => {
  it.each([...String.raw`\/:*?<>|`])('holds no %s, and is refused by that rule', (character) => {
    expect(faultsOf(job({}, `Spring ${character} 1`))).toEqual([
      expect.stringMatching(/^name holds one of .* leave it out$/),
    ]);
  });

  it.each([
    ['', /^name must not be empty$/],
    [' \t ', /^name must not be empty$/],
    ['x'.repeat(201), /^name has 200 characters at most$/],
  ])('%j is refused by the rule that it breaks', (name, fault) => {
    expect(faultsOf(job({}, name))[0]).toMatch(fault);
  });

  it('is trimmed', () => {
    expect(jobInputSchema.parse(job({}, '  Head office, wave 1 (“north”) ')).name).toBe(
      'Head office, wave 1 (“north”)',
    );
  });
});
