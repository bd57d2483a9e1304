import type { MatchRow } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { deedOf, wishesOf } from './match-draft.ts';
import {
  bulkDeeds,
  deedRefusal,
  openRows,
  planCount,
  planWishesOf,
  summaryOf,
} from './row-deeds.ts';

const row = (id: string, more: Partial<MatchRow> = {}): MatchRow => ({
  ...{ id, source: `${id}@old`, result: 'unmatched', words: '' },
  ...more,
});
const found = row('a', {
  result: 'matched',
  target: 'a@new',
  by: 'address',
  confidence: 'certain',
});
const missing = row('b', { result: 'missing', target: 'b@new' });
const planned = row('c', { plan: 'create' });
const left = row('d', { plan: 'leave' });
const rows = [found, missing, planned, left];

const noWishes = { create: [], enable: [], enableUser: {}, leave: [], takeAgain: [] };
const means = { hasDirectory: true };

describe('what becomes of rows', () => {
  it('is as planned until a person says otherwise, and asked for only where it changes', () => {
    expect(rows.map((one) => deedOf(one, undefined))).toEqual([
      ...['match', 'later', 'create', 'leave'],
    ]);
    expect(planWishesOf(rows, {})).toEqual(noWishes);
    expect(
      planWishesOf(rows, {
        ...{ a: { deed: 'leave' }, b: { deed: 'create' } },
        ...{ c: { deed: 'enable' }, d: { deed: 'later' } },
      }),
    ).toEqual({ ...noWishes, create: ['b'], enable: ['c'], leave: ['a'], takeAgain: ['d'] });
  });

  it('may be a mailbox for a user that is named, each by itself', () => {
    const decisions = { b: { deed: 'enable', user: ' bob ' }, c: { deed: 'enable' } } as const;
    const wishes = planWishesOf(rows, decisions);
    expect(wishes).toEqual({ ...noWishes, enable: ['c'], enableUser: { b: 'bob' } });
    expect(planCount(wishes)).toBe(2);
  });

  it('is no match for a row that is to be something else', () => {
    expect(wishesOf(rows, { a: { deed: 'create' } })).toEqual([]);
    const typed = { c: { deed: 'match', target: 'c@new' } } as const;
    expect(wishesOf(rows, typed)).toMatchObject([{ id: 'a' }, { id: 'c', target: 'c@new' }]);
    // The match takes the plan back by itself.
    expect(planWishesOf(rows, typed).takeAgain).toEqual([]);
  });

  it('may be the same for all that nothing was found for', () => {
    expect(openRows(rows, {}).map(({ id }) => id)).toEqual(['b']);
    expect(openRows(rows, { b: { deed: 'match', target: 'x@new' } })).toEqual([]);
  });

  it('is counted live', () => {
    expect(summaryOf(rows, {})).toEqual([
      ...['1 found', '1 not there yet', '1 to be created', '1 not to be migrated'],
    ]);
    expect(summaryOf(rows, { b: { deed: 'enable' } })).toContain('2 to be created');
    const has = row('e', { current: 'e@new' });
    expect(summaryOf([has], {})).toEqual(['1 with a target that they keep']);
  });
});

describe('what a row may not become', () => {
  it.each([
    ['create', { current: 'a@new' }, 'it has a target: unmatch it first'],
    ['enable', { current: 'a@new' }, 'it has a target: unmatch it first'],
    ['match', { status: 'running', current: 'a@new' }, 'it is running: hold it first'],
    ['leave', { status: 'running', current: 'a@new' }, 'it is running: hold it first'],
    ['later', { plan: 'create', reason: 'being-created' }, 'its target is being made'],
    ['create', { plan: 'create', reason: 'being-created' }, undefined],
    ['leave', { status: 'ready', current: 'a@new' }, undefined],
    ['create', {}, undefined],
  ] as const)('%s of %o: %s', (deed, more, reason) => {
    expect(deedRefusal(row('a', more), deed, means)).toBe(reason);
  });

  it('is made nowhere without a directory', () => {
    expect(deedRefusal(missing, 'create', { hasDirectory: false })).toMatch(/no directory/);
    expect(deedRefusal(missing, 'match', { hasDirectory: false })).toBeUndefined();
  });
});

describe('what is decided for many rows', () => {
  it('is for those that it makes sense for, and says why not for the others', () => {
    const has = row('e', { current: 'e@new', status: 'running' });
    const of = Object.fromEntries(
      bulkDeeds([...rows, has], {}, means).map((one) => [one.deed, one]),
    );
    expect(of['match']).toMatchObject({
      ids: ['a'],
      reason: 'no mailbox was found for it: type its target; it is running: hold it first',
    });
    expect(of['create']).toMatchObject({ ids: ['a', 'b', 'c', 'd'] });
    expect(of['leave']).toMatchObject({ ids: ['a', 'b', 'c', 'd'] });
    expect(of['later']).toMatchObject({ ids: ['a', 'b', 'c', 'd', 'e'], reason: undefined });
  });
});
