import type { MatchRow } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { isTaken, targetOf, wishesOf } from './match-draft.ts';
import { rulesOf, usualRules } from './match-rules.ts';

const row = (id: string, more: Partial<MatchRow>): MatchRow => ({
  ...{ id, source: `${id}@old`, result: 'unmatched', words: '' },
  ...more,
});
const sure = row('a', { result: 'matched', target: 'a@new', by: 'address', confidence: 'certain' });
const weak = row('b', { result: 'matched', target: 'b@new', by: 'name', confidence: 'weak' });
const several = row('c', { result: 'ambiguous', targets: ['c@x', 'c@y'] });
const taken = row('d', { result: 'conflict', target: 'd@new' });

describe('what is matched', () => {
  it('is what is sure, until a person says otherwise', () => {
    const rows = [sure, weak, several, taken];
    expect(wishesOf(rows, {})).toEqual([{ id: 'a', target: 'a@new', matchedBy: 'automatic' }]);
    expect(wishesOf(rows, { a: { isTaken: false }, b: { isTaken: true } })).toMatchObject([
      { id: 'b', target: 'b@new' },
    ]);
  });

  it('is what a person chose or typed, and says so', () => {
    expect(
      wishesOf([sure, several, taken], {
        a: { target: 'other@new ' },
        c: { target: 'c@y' },
        d: { target: 'e@new' },
      }),
    ).toEqual([
      { id: 'a', target: 'other@new', matchedBy: 'typed' },
      { id: 'c', target: 'c@y', matchedBy: 'picked' },
      { id: 'd', target: 'e@new', matchedBy: 'typed' },
    ]);
  });

  it('is nothing where the field was emptied', () => {
    expect(isTaken(sure, { target: ' ', isTaken: true })).toBe(false);
    expect(targetOf(taken, undefined)).toBe('');
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
