import { describe, expect, it } from 'vitest';
import { PassQueue } from './pass-queue.ts';

describe('a queue of passes', () => {
  it('gives the first priority first, and the alphabet among equals', () => {
    const queue = new PassQueue<{ name: string }>();
    const items = ['b2', 'a3', 'a1', 'b1'].map((name) => ({ name }));
    const [b2, a3, a1, b1] = items as [
      { name: string },
      { name: string },
      { name: string },
      { name: string },
    ];
    queue.put(b2, { priority: 2, name: 'b' });
    queue.put(a3, { priority: 1, name: 'c' });
    queue.put(a1, { priority: 1, name: 'a' });
    queue.put(b1, { priority: 2, name: 'a' });
    expect([...queue].map(({ name }) => name)).toEqual(['a1', 'a3', 'b1', 'b2']);
    queue.put(b2, { priority: 1, name: 'b' });
    expect([...queue].map(({ name }) => name)).toEqual(['a1', 'b2', 'a3', 'b1']);
    queue.remove(a1);
    queue.remove(a1);
    queue.remove(b1);
    expect([[...queue].length, queue.size]).toEqual([2, 2]);
  });
});
