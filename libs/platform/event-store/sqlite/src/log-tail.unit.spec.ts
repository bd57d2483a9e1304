import { describe, expect, it } from 'vitest';
import { LogTail, tailWeightMax } from './log-tail.ts';
import type { Row } from './messages.ts';

function row(position: number, bytes = 10): Row {
  const place = { stream: 's', revision: position, type: 'T', id: '', atMs: 0, metadata: '' };
  return { ...place, position, data: 'x'.repeat(bytes) };
}

function rows(from: number, to: number, bytes?: number): readonly Row[] {
  return Array.from({ length: to - from + 1 }, (_, i) => row(from + i, bytes));
}

const positions = (found: readonly Row[] | undefined) => found?.map(({ position }) => position);

describe('LogTail', () => {
  it('keeps nothing while nobody follows', () => {
    const tail = new LogTail();
    tail.add(rows(1, 3));
    expect(tail.after(0, 1000)).toBeUndefined();
    tail.follow();
    tail.add(rows(4, 5));
    expect(positions(tail.after(3, 1000))).toEqual([4, 5]);
    tail.unfollow();
    tail.follow();
    expect(tail.after(3, 1000)).toBeUndefined();
  });

  it('says where it does not reach back so far, and gives nothing at its end', () => {
    const tail = new LogTail();
    tail.follow();
    tail.add(rows(11, 15));
    expect(tail.after(9, 10_000)).toBeUndefined();
    expect(positions(tail.after(10, 10_000))).toEqual([11, 12, 13, 14, 15]);
    expect(positions(tail.after(13, 10_000))).toEqual([14, 15]);
    expect(tail.after(15, 10_000)).toEqual([]);
  });

  it('gives pages of a bounded weight, at least one row each', () => {
    const tail = new LogTail();
    tail.follow();
    tail.add(rows(1, 10, 300));
    expect(positions(tail.after(0, 1))).toEqual([1]);
    expect(positions(tail.after(1, 1000))).toEqual([2, 3]);
  });

  it('drops the oldest beyond its weight and never gives a gap', () => {
    const tail = new LogTail();
    tail.follow();
    const count = 5000;
    for (let position = 1; position <= count; position += 1) tail.add([row(position, 10_000)]);
    expect(tail.after(0, Infinity)).toBeUndefined();
    const kept = positions(tail.after(count - 300, Infinity)) ?? [];
    expect(kept).toEqual(Array.from({ length: 300 }, (_, i) => count - 299 + i));
    let oldest = count - 300;
    while (tail.after(oldest - 1, 1) !== undefined) oldest -= 1;
    expect((count - oldest) * 10_000).toBeLessThanOrEqual(tailWeightMax);
  });

  it('starts anew behind a gap', () => {
    const tail = new LogTail();
    tail.follow();
    tail.add(rows(1, 3));
    tail.add(rows(7, 8));
    expect(tail.after(3, 1000)).toBeUndefined();
    expect(positions(tail.after(6, 1000))).toEqual([7, 8]);
  });
});
