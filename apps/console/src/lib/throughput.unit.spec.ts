import type { JobPoint } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { lullsOf, throughputOf } from './throughput.ts';

const look = (at: number, changes: Partial<JobPoint> = {}): JobPoint => ({
  ...{ at: at * 1000, status: 'running', done: 0, pending: 100, bytesMigrated: 0 },
  ...{ running: 1, waiting: 0 },
  ...changes,
});

describe('throughput', () => {
  it('is what came between two looks, by the time that lies between them', () => {
    const told = { itemsPerSecond: 5, bytesPerSecond: 500, left: 50 };
    expect(
      throughputOf([look(0), look(10, { done: 50, pending: 50, bytesMigrated: 5000 })]),
    ).toEqual([
      { at: 0, ...told },
      { at: 10_000, ...told },
    ]);
    expect(throughputOf([look(0)])).toEqual([]);
  });

  it('is told over looks that are too near to each other, and never below nothing', () => {
    const points = [look(0, { done: 10 }), look(1, { done: 30 }), look(10, { done: 60 })];
    expect(throughputOf(points).map(({ itemsPerSecond }) => itemsPerSecond)).toEqual([5, 5]);
    expect(throughputOf([look(0, { done: 9 }), look(10)])[0]?.itemsPerSecond).toBe(0);
  });
});

describe('lulls', () => {
  it('are pauses, waits and the time between runs, each in one piece', () => {
    const wait = { running: 0, waiting: 3 };
    const points = [
      look(0),
      look(10, wait),
      look(20, wait),
      look(30),
      look(40, { status: 'paused' }),
      look(90),
      look(100, { status: 'finished' }),
      look(500),
    ];
    expect(lullsOf(points)).toEqual([
      { from: 10_000, to: 30_000, label: 'Waiting' },
      { from: 40_000, to: 90_000, label: 'Paused' },
      { from: 100_000, to: 500_000, label: 'Not running' },
    ]);
  });
});
