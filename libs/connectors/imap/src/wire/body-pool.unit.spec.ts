import { describe, expect, it } from 'vitest';
import { BodyPool } from './body-pool.ts';

const half = 300 * 1024;

describe('BodyPool', () => {
  it('gives each body memory that nobody else holds', () => {
    const pool = new BodyPool([]);
    const bodies = Array.from({ length: 40 }, (_, n) => pool.take(half).bytes.fill(n));
    for (const [n, bytes] of bodies.entries()) expect(bytes.every((byte) => byte === n)).toBe(true);
  });

  it('uses memory again only when every body in it was let go of', () => {
    const pool = new BodyPool([]);
    const first = pool.take(half);
    const rest = Array.from({ length: 12 }, () => pool.take(half));
    for (const { release } of rest) release();
    const again = Array.from({ length: 12 }, () => pool.take(half));
    const memories = new Set(again.map(({ bytes }) => bytes.buffer));
    expect(memories.has(first.bytes.buffer)).toBe(false);
    expect(rest.some(({ bytes }) => memories.has(bytes.buffer))).toBe(true);
  });

  it('leaves what is free to other connections', () => {
    const free: ConstructorParameters<typeof BodyPool>[0] = [];
    const [one, other] = [new BodyPool(free), new BodyPool(free)];
    const bodies = Array.from({ length: 12 }, () => one.take(half));
    const memories = new Set(bodies.map(({ bytes }) => bytes.buffer));
    expect(memories.has(other.take(half).bytes.buffer)).toBe(false);
    for (const { release } of bodies) release();
    const later = Array.from({ length: 12 }, () => other.take(half));
    expect(later.some(({ bytes }) => memories.has(bytes.buffer))).toBe(true);
  });

  it('takes a second release of the same body for none', () => {
    const pool = new BodyPool([]);
    const [one, other] = [pool.take(half), pool.take(half)];
    one.release();
    one.release();
    const later = Array.from({ length: 20 }, () => pool.take(half).bytes.fill(1));
    other.bytes.fill(2);
    for (const bytes of later) expect(bytes.includes(2)).toBe(false);
  });
});
