import { type ContentHash, contentHashOf } from '@mailhaul/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, type ExpectedItem, matchExpected } from './match-expected.ts';

const rules = { adoptOnlyAboveFence: true };
const hashes = ['a', 'b', 'c'].map((text) => contentHashOf(Buffer.from(text)));
const [hashA] = hashes as [ContentHash];

function expected(index: number, changes: Partial<ExpectedItem> = {}): ExpectedItem {
  const bounds = { fence: 10, upper: Number.POSITIVE_INFINITY };
  const fact = { size: 5, epochSeconds: 9, hash: hashA, isSettled: false };
  return { b: 0, index, ...bounds, ...fact, ...changes };
}

function matched(items: readonly ExpectedItem[], ids: readonly number[]): [number, number][] {
  const candidates = ids.map((id) => ({ id, hash: hashA }));
  return matchExpected(items, candidates, rules).map((match) => [match.expected.index, match.id]);
}

describe('matchExpected', () => {
  it('serves batches and items in their order', () => {
    const items = [expected(1), expected(0), expected(2, { b: 1 })];
    expect(matched(items, [12, 10, 11])).toEqual([
      [0, 10],
      [1, 11],
      [2, 12],
    ]);
  });

  it('adopts nothing below an item’s own fence, nothing from its upper bound on', () => {
    expect(matched([expected(0)], [9])).toEqual([]);
    expect(matched([expected(0)], [10])).toEqual([[0, 10]]);
    expect(matched([expected(0, { upper: 12 })], [12])).toEqual([]);
    expect(matched([expected(0, { upper: 12 })], [11])).toEqual([[0, 11]]);
  });

  it('adopts nothing of other bytes, nor for an item whose bytes are not known', () => {
    const other = { id: 10, hash: contentHashOf(Buffer.from('other')) };
    expect(matchExpected([expected(0)], [other], rules)).toEqual([]);
    expect(matched([expected(0, { hash: undefined })], [10])).toEqual([]);
  });

  it('serves what is settled before what may never have been written', () => {
    const items = [expected(0), expected(1, { isSettled: true })];
    expect(matched(items, [10])).toEqual([[1, 10]]);
  });

  it('serves first whose bound comes first, so that nobody goes without need', () => {
    const items = [expected(0), expected(1, { upper: 12 })];
    expect(matched(items, [11, 12])).toEqual([
      [1, 11],
      [0, 12],
    ]);
  });

  const hash = fc.constantFrom(...hashes);
  const item = fc
    .record({
      b: fc.nat({ max: 3 }),
      fence: fc.nat({ max: 12 }),
      span: fc.oneof(fc.nat({ max: 6 }), fc.constant(Number.POSITIVE_INFINITY)),
      hash,
      isSettled: fc.boolean(),
    })
    .map(({ span, ...rest }) => ({ ...rest, upper: rest.fence + span }));
  const scene = fc.record({
    items: fc
      .array(item, { maxLength: 9 })
      .map((all) => all.map((one, index) => expected(index, one))),
    candidates: fc.uniqueArray(fc.record({ id: fc.nat({ max: 16 }), hash }), {
      selector: ({ id }) => id,
      maxLength: 9,
    }),
  });

  it('gives each id and each item once, equal bytes, inside the bounds', () => {
    const safe = fc.property(scene, ({ items, candidates }) => {
      const matches = matchExpected(items, candidates, rules);
      expect(new Set(matches.map(({ id }) => id)).size).toBe(matches.length);
      expect(new Set(matches.map((match) => match.expected)).size).toBe(matches.length);
      for (const match of matches) {
        const { fence, upper, hash: bytes } = match.expected;
        expect(match.id).toBeGreaterThanOrEqual(fence);
        expect(match.id).toBeLessThan(upper);
        expect(candidates).toContainEqual({ id: match.id, hash: bytes });
      }
    });
    fc.assert(safe);
  });

  it('finds as many as there can be', () => {
    const largest = fc.property(scene, ({ items, candidates }) => {
      expect(matchExpected(items, candidates, rules)).toHaveLength(mostOf(items, candidates));
    });
    fc.assert(largest);
  });

  it('leaves no settled item out for an open one that could have had the same place', () => {
    const settledFirst = fc.property(scene, ({ items, candidates }) => {
      const matches = matchExpected(items, candidates, rules);
      const served = new Set(matches.map((match) => match.expected));
      for (const { id, expected: open } of matches) {
        if (open.isSettled) continue;
        for (const settled of items) {
          const isAlike = settled.hash === open.hash && settled.upper === open.upper;
          if (!isAlike || !settled.isSettled || id < settled.fence) continue;
          expect(served).toContain(settled);
        }
      }
    });
    fc.assert(settledFirst);
  });
});

/** The size of a largest matching, by augmenting paths. */
function mostOf(items: readonly ExpectedItem[], candidates: readonly Candidate[]): number {
  const takenBy = new Map<ExpectedItem, Candidate>();
  const place = (candidate: Candidate, tried: Set<ExpectedItem>): boolean =>
    items.some((item) => {
      const { fence, upper, hash } = item;
      const isFit = hash === candidate.hash && candidate.id >= fence && candidate.id < upper;
      if (!isFit || tried.has(item)) return false;
      tried.add(item);
      const holder = takenBy.get(item);
      if (holder !== undefined && !place(holder, tried)) return false;
      takenBy.set(item, candidate);
      return true;
    });
  return candidates.filter((candidate) => place(candidate, new Set())).length;
}
