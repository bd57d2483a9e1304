import { expect, it } from 'vitest';
import { takeoverLimits, takeoverTimes } from './takeover-times.ts';

/** A scheduler looks at its shard and at leases so often. */
const tickMs = 1_000;
const toGrantMs = takeoverTimes.askAgainMs;

it('a standby has a shard within 15 s of its holder’s death', () => {
  expect(takeoverLimits.shardMs + tickMs).toBeLessThanOrEqual(15_000);
});

it('a dead worker’s passes are granted again within 30 s, also where the scheduler died with it', () => {
  const { shardMs, leaseMs, graceMs } = takeoverLimits;
  const ofWorker = takeoverTimes.heartbeatMs + leaseMs + tickMs + toGrantMs;
  expect(ofWorker).toBeLessThanOrEqual(30_000);
  expect(shardMs + tickMs + graceMs + tickMs + toGrantMs).toBeLessThanOrEqual(30_000);
});

it('no lease of a living worker expires though two of its beats were lost', () => {
  const { heartbeatMs, answerMs } = takeoverTimes;
  const againMs = Math.min(answerMs, heartbeatMs / 2);
  const betweenBeatsMs = heartbeatMs + 2 * againMs;
  expect(betweenBeatsMs).toBeLessThan(takeoverLimits.graceMs);
  expect(betweenBeatsMs).toBeLessThan(takeoverLimits.leaseMs);
});
