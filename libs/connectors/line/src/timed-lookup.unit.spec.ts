import type { LookupFunction } from 'node:net';
import type { Clock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { lookupTimeoutCode, timedLookup } from './timed-lookup.ts';

function clockThatRingsBy(): Clock & { ring(): void; asleep(): number } {
  const sleepers = new Set<() => void>();
  return {
    wallMs: () => 0,
    monotonicMs: () => 0,
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        sleepers.add(resolve);
        signal?.addEventListener('abort', () => {
          sleepers.delete(resolve);
          reject(new Error('woken'));
        });
      }),
    ring: () => sleepers.forEach((wake) => wake()),
    asleep: () => sleepers.size,
  };
}

describe('timedLookup', () => {
  it('gives up on name servers that do not answer, once', async () => {
    const clock = clockThatRingsBy();
    let late: Parameters<LookupFunction>[2] | undefined;
    const silent: LookupFunction = (_, __, callback) => {
      late = callback;
    };
    const answers: unknown[] = [];
    timedLookup(clock, 10_000, silent)('mail.example', {}, (error) => answers.push(error));
    clock.ring();
    await Promise.resolve();
    await Promise.resolve();
    late?.(null, '192.0.2.1', 4);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ code: lookupTimeoutCode });
  });

  it('passes answers on and leaves no timer', () => {
    const clock = clockThatRingsBy();
    const quick: LookupFunction = (_, __, callback) => callback(null, '192.0.2.1', 4);
    const answers: unknown[][] = [];
    timedLookup(clock, 10_000, quick)('mail.example', {}, (...answer) => answers.push(answer));
    expect(answers).toEqual([[null, '192.0.2.1', 4]]);
    expect(clock.asleep()).toBe(0);
  });
});
