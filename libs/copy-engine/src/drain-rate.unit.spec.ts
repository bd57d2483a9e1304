import { describe, expect, it } from 'vitest';
import { DrainRate } from './drain-rate.ts';

describe('DrainRate', () => {
  it('takes an unknown line for a slow one: recovery rather waits too long', () => {
    expect(new DrainRate().drainMs(4 << 20)).toBeGreaterThan(30_000);
  });

  it('follows the writes that were answered, with a margin of two and half a second', () => {
    const rate = new DrainRate();
    rate.observe(300_000, 300);
    expect(rate.drainMs(100_000)).toBe(500 + 200);
    rate.observe(1_000_000, 2_000);
    expect(rate.drainMs(100_000)).toBe(500 + 400);
    rate.observe(1_000_000, 1_250);
    expect(rate.drainMs(100_000)).toBe(500 + 250);
  });

  it('does not take a round trip for the line: small writes never lower the estimate', () => {
    const rate = new DrainRate();
    rate.observe(1_000_000, 1_000);
    for (let i = 0; i < 20; i += 1) rate.observe(500, 40);
    expect(rate.drainMs(100_000)).toBe(500 + 200 + 80);
  });

  it('gives the server the time that it takes to think, as small writes tell it, and forgets by halves', () => {
    const rate = new DrainRate();
    rate.observe(1_000_000, 1_000);
    rate.observe(500, 4_000);
    expect(rate.drainMs(100_000)).toBe(500 + 200 + 8_000);
    rate.observe(500, 10);
    expect(rate.drainMs(100_000)).toBe(500 + 200 + 4_000);
  });

  it('does not take a pause of its own for the line: one slow answer at most halves the estimate', () => {
    const rate = new DrainRate();
    rate.observe(100_000, 100);
    rate.observe(100_000, 3_600_000);
    // The server may have needed it: that is believed up to a quarter of a minute, twice.
    expect(rate.drainMs(100_000)).toBeLessThanOrEqual(500 + 400 + 30_000);
  });

  it('counts what is under way before a write', () => {
    const rate = new DrainRate();
    rate.observe(300_000, 300);
    rate.begin(900_000);
    expect(rate.drainMs(100_000)).toBe(500 + 2_000);
    rate.end(900_000);
    expect(rate.drainMs(100_000)).toBe(500 + 200);
  });

  it('waits for no more than the buffers hold, and no longer than a server holds half a command', () => {
    const rate = new DrainRate();
    rate.observe(1_000_000, 1_000);
    expect(rate.drainMs(150_000_000)).toBe(500 + (2 * (6 << 20)) / 1_000);
    for (let i = 0; i < 50; i += 1) rate.slowDown();
    expect(rate.drainMs(150_000_000)).toBe(65 * 60_000);
  });

  it('takes an answer without time for one of a millisecond', () => {
    const rate = new DrainRate();
    rate.observe(1_000, 0);
    expect(rate.drainMs(1_000)).toBe(502);
  });

  it('gives a write eight times what it should take, and never less than asked', () => {
    const rate = new DrainRate();
    rate.observe(100_000, 100);
    expect(rate.deadlineMs(1, 120_000)).toBe(120_000);
    expect(rate.deadlineMs(100_000_000, 120_000)).toBe(500 + 8 * 100_000);
  });

  it('takes the line for slower each time a deadline is missed, down to a bound', () => {
    const rate = new DrainRate();
    const before = rate.drainMs(1_000_000);
    rate.slowDown();
    expect(rate.drainMs(1_000_000)).toBeGreaterThan(3 * before);
    for (let i = 0; i < 50; i += 1) rate.slowDown();
    expect(rate.drainMs(1_000)).toBe(500 + 2_000 / 0.05);
  });
});
