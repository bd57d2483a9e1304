import type { ProgressWait } from '@mailhaul/domain';
import { type Clock, systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { PassWaits } from './pass-waits.ts';

/** Moves only when told to; who sleeps is woken by it. */
class HandClock implements Clock {
  #nowMs = 0;
  readonly #sleepers = new Set<{ readonly wakeMs: number; readonly wake: () => void }>();

  wallMs = () => this.#nowMs;
  monotonicMs = () => this.#nowMs;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake, reject) => {
      const sleeper = { wakeMs: this.#nowMs + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(new Error('woken'));
      });
    });
  }

  async moveTo(ms: number): Promise<void> {
    this.#nowMs = ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakeMs > ms) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    await systemClock.sleep(0);
  }
}

function stage() {
  const clock = new HandClock();
  const told: (ProgressWait | undefined)[] = [];
  const waits = new PassWaits(clock);
  const begin = () => waits.begin({ recordWait: (wait) => told.push(wait) });
  const wait = (untilWallMs: number, reason = 'server-asked-to-wait') =>
    waits.hear({ kind: 'waiting', reason, untilWallMs });
  return { clock, told, waits, begin, wait };
}

describe('what is told of waits', () => {
  it('is those of some length, with their reason and end', () => {
    const { told, begin, wait, waits } = stage();
    begin();
    wait(2_999);
    expect(told).toEqual([]);
    wait(3_000);
    waits.hear({ kind: 'resumed' });
    expect(told).toEqual([{ why: 'server-asked-to-wait', until: 3_000 }, undefined]);
    waits.hear({ kind: 'settled' });
    expect(told).toHaveLength(2);
  });

  it('is not each of many', async () => {
    const { clock, told, begin, wait } = stage();
    begin();
    for (let at = 0; at < 9_000; at += 1_000) {
      await clock.moveTo(at);
      wait(at + 30_000);
    }
    expect(told).toHaveLength(1);
    wait(40_000, 'connection-limit');
    expect(told.at(-1)).toEqual({ why: 'connection-limit', until: 40_000 });
  });

  it('begins with what was heard before the ledger was open', () => {
    const { told, begin, wait } = stage();
    wait(60_000);
    expect(told).toEqual([]);
    begin();
    expect(told).toEqual([{ why: 'server-asked-to-wait', until: 60_000 }]);
  });

  it('ends with its time, where nobody says that it goes on', async () => {
    const { clock, told, begin, wait } = stage();
    begin();
    wait(5_000);
    await clock.moveTo(1_000);
    wait(6_000);
    await clock.moveTo(5_000);
    expect(told.at(-1)).toEqual({ why: 'server-asked-to-wait', until: 6_000 });
    await clock.moveTo(6_000);
    expect(told.at(-1)).toBeUndefined();
    expect(told).toHaveLength(3);
  });

  it('is nothing after the pass', async () => {
    const { clock, told, begin, wait, waits } = stage();
    begin();
    wait(5_000);
    waits.end();
    await clock.moveTo(9_000);
    waits.hear({ kind: 'resumed' });
    expect(told).toHaveLength(1);
  });
});
