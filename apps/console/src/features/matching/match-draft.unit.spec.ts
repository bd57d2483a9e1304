import type { MatchRow } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { deedOf, targetOf, wishesOf } from './match-draft.ts';
import { rulesOf, usualRules } from './match-rules.ts';

const row = (id: string, more: Partial<MatchRow>): MatchRow => ({
  ...{ id, source: `${id}@old`, result: 'unmatched', words: '' },
  ...more,
});
const sure = row('a', { result: 'matched', target: 'a@new', by: 'address', confidence: 'certain' });
const weak = row('b', { result: 'matched', target: 'b@new', by: 'name', confidence: 'weak' });
const several = row('c', {
  result: 'ambiguous',
  targets: [{ address: 'c@x' }, { address: 'c@y', id: 'objectGUID:2' }],
});
const taken = row('d', { result: 'conflict', target: 'd@new', targetId: 'objectGUID:3' });

describe('what is matched', () => {
  it('is what is sure, until a person says otherwise', () => {
    const rows = [sure, weak, several, taken];
    expect(wishesOf(rows, {})).toEqual([{ id: 'a', target: 'a@new', matchedBy: 'automatic' }]);
    expect(wishesOf(rows, { a: { deed: 'later' }, b: { deed: 'match' } })).toMatchObject([
      { id: 'b', target: 'b@new' },
    ]);
  });

  it('is what a person chose or typed, and says so', () => {
    expect(
      wishesOf([sure, several, taken], {
        a: { deed: 'match', target: 'other@new ' },
        c: { deed: 'match', target: 'c@y' },
        d: { deed: 'match', target: 'e@new' },
      }),
    ).toEqual([
      { id: 'a', target: 'other@new', matchedBy: 'typed' },
      { id: 'c', target: 'c@y', matchedBy: 'picked', targetId: 'objectGUID:2' },
      { id: 'd', target: 'e@new', matchedBy: 'typed' },
    ]);
  });

  it('is known by its id as well, where a directory has it under one', () => {
    const [several1, taken1] = wishesOf([several, taken], {
      c: { deed: 'match', target: 'c@x' },
      d: { deed: 'match', target: 'd@new' },
    });
    expect(several1).toEqual({ id: 'c', target: 'c@x', matchedBy: 'picked' });
    expect(taken1).toEqual({
      ...{ id: 'd', target: 'd@new' },
      ...{ matchedBy: 'picked', targetId: 'objectGUID:3' },
    });
  });

  it('is nothing where the field was emptied', () => {
    expect(wishesOf([sure], { a: { deed: 'match', target: ' ' } })).toEqual([]);
    expect(targetOf(taken, undefined)).toBe('');
  });

  it('is never another target for a mailbox that has one, until a person says so', () => {
    const has = { ...sure, current: 'mine@new' };
    expect(deedOf(has, undefined)).toBe('later');
    expect(targetOf(has, undefined)).toBe('mine@new');
    expect(wishesOf([has], {})).toEqual([]);
    expect(wishesOf([has], { a: { deed: 'match' } })).toMatchObject([{ target: 'a@new' }]);
    expect(wishesOf([has], { a: { deed: 'match', target: 'mine@new' } })).toEqual([]);
  });
});

describe('rules', () => {
  it('put what was typed first, and leave out what is empty', () => {
    expect(rulesOf({ ...usualRules, pattern: ' {localpart}@new ', directory: ['name'] })).toEqual([
      { by: 'pattern', pattern: '{localpart}@new' },
      { by: 'name' },
    ]);
    expect(rulesOf({ ...usualRules, directory: [] })).toBeUndefined();
    expect(rulesOf({ ...usualRules, directory: [], expression: 'x' })).toBeUndefined();
  });
});
