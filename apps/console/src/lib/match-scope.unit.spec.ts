import { matchesMax } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { matchPartOf } from './match-scope.ts';

describe('the part of the mailboxes that is shown', () => {
  it('is found by the server as long as one request can say who is meant', () => {
    const all = { matching: {} };
    expect(matchPartOf(all, 5)).toEqual({ selection: all, skip: 5, behind: 0 });
    expect(matchPartOf({ ids: ['a', 'b'] }, 1)).toMatchObject({ skip: 1, behind: 0 });
  });

  it('of more chosen ones is asked for by name, each in one part', () => {
    const ids = Array.from({ length: matchesMax + 2 }, (_, n) => `p${n}`);
    const [first, second] = [matchPartOf({ ids }, 0), matchPartOf({ ids }, matchesMax)];
    expect(first).toMatchObject({ skip: 0, behind: 2 });
    expect(second).toMatchObject({ skip: 0, behind: 0 });
    const named = [first, second].flatMap(({ selection }) =>
      'ids' in selection ? selection.ids : [],
    );
    expect(named).toEqual(ids);
    expect(matchPartOf({ ids }, 3 * matchesMax)).toEqual(first);
  });
});
