import { describe, expect, it } from 'vitest';
import type { PairEntry, TenantEntry } from './entries.ts';
import { OwedPasses } from './owed-passes.ts';

const tenants = { a: { id: 'a' } as TenantEntry, b: { id: 'b' } as TenantEntry };
const pairOf = (tenant: 'a' | 'b', n: number) =>
  ({ tenant: tenants[tenant], id: `${tenant}${n}` }) as PairEntry;
const idsOf = (owed: Iterable<PairEntry>) => [...owed].map(({ id }) => id);

describe('owed passes', () => {
  it('are given out by tenants in turn', () => {
    const owed = new OwedPasses();
    const pairs = [pairOf('a', 1), pairOf('a', 2), pairOf('a', 3), pairOf('b', 1), pairOf('b', 2)];
    for (const pair of pairs) owed.add(pair);
    expect(idsOf(owed)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('go on with whoever waited longest, when few are taken at a time', () => {
    const owed = new OwedPasses();
    for (const pair of [pairOf('a', 1), pairOf('a', 2), pairOf('b', 1)]) owed.add(pair);
    const takeOne = () => {
      for (const entry of owed) {
        owed.delete(entry);
        return entry.id;
      }
      return undefined;
    };
    expect([takeOne(), takeOne(), takeOne(), takeOne()]).toEqual(['a1', 'b1', 'a2', undefined]);
  });
});
