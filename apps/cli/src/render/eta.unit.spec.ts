import { describe, expect, it } from 'vitest';
import { RateMeter, formatEta } from './eta.ts';

describe('time left', () => {
  it('is unknown at the start, and when nothing has moved for half a minute', () => {
    const meter = new RateMeter();
    const planned = { items: 1000, bytes: undefined };
    expect(meter.timeLeft(0, planned)).toBeUndefined();
    meter.record({ atMs: 0, items: 0, bytes: 0 });
    meter.record({ atMs: 1_000, items: 10, bytes: 0 });
    expect(meter.timeLeft(1_000, planned)).toBeUndefined();
    expect(meter.timeLeft(2_000, planned)).toBeDefined();
    expect(meter.timeLeft(40_000, planned)).toBeUndefined();
  });

  it('spans what items and bytes, half a minute and the whole run say', () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 60; second += 1) {
      meter.record({
        atMs: second * 1000,
        items: second < 30 ? 10 * second : 300 + 30 * (second - 30),
        bytes: 1000 * second,
      });
    }
    const range = meter.timeLeft(60_000, { items: 2400, bytes: 180_000 });
    // 1,200 items left at 30/s (last half minute) to 120,000 bytes left at 1,000 B/s.
    expect(range?.fromSeconds).toBeCloseTo(40, 0);
    expect(range?.toSeconds).toBeCloseTo(120, 0);
  });

  it('keeps a bounded number of samples', () => {
    const meter = new RateMeter();
    for (let ms = 0; ms < 200_000; ms += 10) meter.record({ atMs: ms, items: ms, bytes: ms });
    expect(meter.speed(200_000).itemsPerSecond).toBeCloseTo(1000, -1);
  });

  it('reads as a range', () => {
    expect(formatEta({ fromSeconds: 12, toSeconds: 20 })).toBe('12–20 s left');
    expect(formatEta({ fromSeconds: 40, toSeconds: 125 })).toBe('40 s–2 min left');
    expect(formatEta({ fromSeconds: 119, toSeconds: 121 })).toBe('2 min left');
    expect(formatEta(undefined)).toBe('time left unknown');
  });
});
