import { wellKnownFolderNames } from '@mailhaul/contracts';
import { wellKnownFolders } from '@mailhaul/copy-engine';
import type { JobDetails, JobOptions } from '@mailhaul/domain';
import { describe, expect, it } from 'vitest';
import { passOptionsOf } from './job-pass-options.ts';

const day = 86_400;
const startSeconds = 1_700_000_000;
const scheduledAtMs = startSeconds * 1000 + 999;
const start = { pass: 'start', scheduledAtMs, setsAside: false } as const;

function filtersOf(options: Partial<JobOptions>, details: Partial<JobDetails> = {}) {
  const job = { options: options as JobOptions, details: { name: 'Spring', ...details } };
  return passOptionsOf(job, start).filters;
}

it('what may be there twice is set aside where somebody asked for it', () => {
  const job = { options: {}, details: {} } as never;
  expect(passOptionsOf(job, { ...start, setsAside: true }).setsSurplusAside).toBe(true);
  expect(passOptionsOf(job, start).setsSurplusAside).toBe(false);
});

it('what is at the target is matched or refused as the job says, but after a reset without matching', () => {
  const job = { options: { onFilledTarget: 'refuse' }, details: {} } as never;
  expect(passOptionsOf(job, start).onFilledTarget).toBe('refuse');
  const apart = { ...start, withoutMatching: true };
  expect(passOptionsOf(job, apart).onFilledTarget).toBe('copy');
});

it('all folders go below the mailbox’s own root, where it has one', () => {
  const job = { options: {}, details: {} } as never;
  const mailboxes = { folderRoot: 'Old mail/Ann' };
  expect(passOptionsOf(job, { ...start, mailboxes }).folderRoot).toBe('Old mail/Ann');
  expect(passOptionsOf(job, start).folderRoot).toBeUndefined();
});

describe('the filters of a job', () => {
  it('that has none are none', () => {
    expect(filtersOf({})).toEqual({});
  });

  it.each<[Partial<JobOptions>, object]>([
    [
      { itemBytesMin: 3, itemBytesMax: 7 },
      { itemBytesMin: 3, itemBytesMax: 7 },
    ],
    [{ itemKinds: ['mail', 'posts'] }, { kinds: ['mail', 'posts'] }],
    [{ readState: 'read' }, { isRead: true }],
    [{ readState: 'unread' }, { isRead: false }],
    [{ flagState: 'flagged' }, { isFlagged: true }],
    [{ flagState: 'unflagged' }, { isFlagged: false }],
    [
      { receivedFrom: 5, receivedBefore: 9 },
      { receivedFrom: 5, receivedBefore: 9 },
    ],
  ])('%j are told to the engine as %j', (options, filters) => {
    expect(filtersOf(options)).toEqual(filters);
  });

  it.each<[Partial<JobOptions>, object]>([
    [{ ageDaysMax: 30 }, { receivedFrom: startSeconds - 30 * day }],
    [{ ageDaysMin: 30 }, { receivedBefore: startSeconds - 30 * day }],
    [{ ageDaysMin: 30, receivedBefore: startSeconds }, { receivedBefore: startSeconds - 30 * day }],
    [{ ageDaysMax: 30, receivedFrom: startSeconds - day }, { receivedFrom: startSeconds - day }],
  ])(
    '%j count ages from when the pass was scheduled; of two bounds the narrower holds',
    (options, filters) => {
      expect(filtersOf(options)).toEqual(filters);
    },
  );

  it('pass folder patterns on', () => {
    const patterns = { includeFolders: ['#Inbox'], excludeFolders: ['*/Old'], takeFolders: ['x'] };
    expect(filtersOf({}, patterns)).toEqual(patterns);
  });

  it('know the same well-known folders as the engine', () => {
    const names = wellKnownFolderNames.map((name) => name.toLowerCase());
    expect(names.toSorted()).toEqual([...wellKnownFolders.keys()].toSorted());
  });
});
