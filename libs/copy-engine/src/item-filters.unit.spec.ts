import type { ItemKind } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import {
  exclusionReason,
  isOnlyFormless,
  isStillExcluded,
  takesEveryItem,
} from './item-filters.ts';
import type { ItemFilters } from './pass-options.ts';

const letter = { size: 10, epochSeconds: 100, flags: [] };
const kind = (one: ItemKind, flags: readonly string[] = []) => ({ ...letter, kind: one, flags });

describe('exclusionReason', () => {
  it.each<[ItemFilters, string | undefined]>([
    [{}, undefined],
    [{ itemBytesMax: 10 }, undefined],
    [{ itemBytesMax: 9 }, 'larger-than-filter'],
    [{ itemBytesMin: 10 }, undefined],
    [{ itemBytesMin: 11 }, 'smaller-than-filter'],
    [{ receivedFrom: 0 }, undefined],
    [{ receivedFrom: 100 }, undefined],
    [{ receivedFrom: 101 }, 'older-than-filter'],
    [{ receivedBefore: 101 }, undefined],
    [{ receivedBefore: 100 }, 'newer-than-filter'],
    [{ kinds: ['mail'] }, undefined],
    [{ kinds: ['calendar'] }, 'mail-by-filter'],
    [{ isRead: false }, undefined],
    [{ isRead: true }, 'unread-by-filter'],
    [{ isFlagged: false }, undefined],
    [{ isFlagged: true }, 'unflagged-by-filter'],
    [{ isRead: true, itemBytesMax: 9, kinds: [] }, 'larger-than-filter'],
  ])('with %j gives for an unread letter of 10 bytes and second 100: %s', (filters, reason) => {
    expect(exclusionReason(letter, filters)).toBe(reason);
  });

  it('knows marks in whatever case a server spells them', () => {
    const marked = { ...letter, flags: ['\\SEEN', '\\flagged'] };
    expect(exclusionReason(marked, { isRead: true, isFlagged: true })).toBeUndefined();
    expect(exclusionReason(marked, { isRead: false })).toBe('read-by-filter');
    expect(exclusionReason(marked, { isFlagged: false })).toBe('flagged-by-filter');
  });

  it.each<[ItemKind, string]>([
    ['event', 'calendar-by-filter'],
    ['contact', 'contacts-by-filter'],
    ['contact-group', 'contacts-by-filter'],
    ['task', 'tasks-by-filter'],
    ['note', 'notes-by-filter'],
    ['journal', 'journal-by-filter'],
    ['post', 'posts-by-filter'],
    ['other', 'other-by-filter'],
  ])('leaves a %s out where only mail is wanted: %s', (one, reason) => {
    expect(exclusionReason(kind(one), { kinds: ['mail'] })).toBe(reason);
  });

  it('asks nobody but mail and posts whether it was read or flagged', () => {
    expect(exclusionReason(kind('event'), { isRead: true, isFlagged: true })).toBeUndefined();
    expect(exclusionReason(kind('post'), { isRead: true })).toBe('unread-by-filter');
  });
});

describe('takesEveryItem', () => {
  it.each<[ItemFilters, boolean]>([
    [{}, true],
    [{ excludeFolders: ['Archive'], sharedFolders: true }, true],
    [{ itemBytesMin: 1 }, false],
    [{ itemBytesMax: 1 }, false],
    [{ receivedFrom: 1 }, false],
    [{ receivedBefore: 1 }, false],
    [{ kinds: ['mail'] }, false],
    [{ isRead: false }, false],
    [{ isFlagged: false }, false],
  ])('with %j is %s', (filters, whether) => {
    expect(takesEveryItem(filters)).toBe(whether);
  });
});

describe('isStillExcluded', () => {
  const row = (reason: string) => ({ size: 10, epochSeconds: 100, reason });
  it.each<[string, ItemFilters, boolean, string]>([
    ['larger-than-filter', { itemBytesMax: 9 }, true, 'the same filter'],
    ['larger-than-filter', {}, false, 'no filter any more'],
    ['larger-than-filter', { receivedFrom: 101 }, false, 'another reason is to be told'],
    ['calendar-by-filter', { kinds: ['mail'] }, true, 'the kind is not wanted yet'],
    ['calendar-by-filter', { kinds: ['mail', 'calendar'] }, false, 'the kind is wanted'],
    ['calendar-by-filter', {}, false, 'all kinds are wanted'],
    ['unread-by-filter', { isRead: true }, false, 'it may have been read since'],
    ['folder-excluded', {}, false, 'its folder is taken again'],
  ])('%s with %j: %s, for %s', (reason, filters, whether) => {
    expect(isStillExcluded(row(reason), filters)).toBe(whether);
  });

  it('leaves what has no form to the forms, but for what a filter leaves out', () => {
    expect(isOnlyFormless(row('no-mail-form'), {})).toBe(true);
    expect(isOnlyFormless(row('no-mail-form'), { itemBytesMax: 9 })).toBe(false);
    expect(isOnlyFormless(row('larger-than-filter'), {})).toBe(false);
  });
});
