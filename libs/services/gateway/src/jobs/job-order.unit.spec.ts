import { describe, expect, it } from 'vitest';
import { type Ranked, ranksFor } from './job-order.ts';

const jobs = [1, 2, 3].map((rank) => ({ id: `j${rank}`, rank }));

function orderAfter(list: readonly Ranked[], moved: string, before: string | null): string[] {
  const ranks = new Map(list.map(({ id, rank }) => [id, rank]));
  for (const { id, rank } of ranksFor(list, moved, before)) ranks.set(id, rank);
  return [...ranks].sort(([, a], [, b]) => a - b).map(([id]) => id);
}

describe('ranksFor', () => {
  it('moves before another, to the front and to the end, changing one rank', () => {
    expect(orderAfter(jobs, 'j3', 'j2')).toEqual(['j1', 'j3', 'j2']);
    expect(orderAfter(jobs, 'j3', 'j1')).toEqual(['j3', 'j1', 'j2']);
    expect(orderAfter(jobs, 'j1', null)).toEqual(['j2', 'j3', 'j1']);
    expect(ranksFor(jobs, 'j1', null)).toHaveLength(1);
  });

  it('gives all new ranks where two stand too close, or have the same', () => {
    const close = [
      { id: 'a', rank: 1 },
      { id: 'b', rank: 1 + Number.EPSILON },
      { id: 'c', rank: 5 },
    ];
    expect(orderAfter(close, 'c', 'b')).toEqual(['a', 'c', 'b']);
    const same = [
      { id: 'a', rank: 1 },
      { id: 'b', rank: 1 },
      { id: 'c', rank: 1 },
    ];
    expect(orderAfter(same, 'c', 'b')).toEqual(['a', 'c', 'b']);
  });
});
