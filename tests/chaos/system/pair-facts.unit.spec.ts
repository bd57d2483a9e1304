import { describe, expect, it } from 'vitest';
import { type Delays, PairFacts } from './pair-facts.ts';

const delays: Delays = { lease: [], free: [], open: [] };

/** Ledger events of one mailbox, a second apart. */
function after(...events: readonly (readonly [string, object])[]): PairFacts {
  const pair = new PairFacts('p', delays);
  for (const [n, [type, data]] of events.entries()) {
    pair.takeLedger({ stream: 'ledger-t.p.1', type, data: { ...data }, atMs: 1_000 * (n + 1) });
  }
  return pair;
}

const opened = (e: number) => ['PassOpened', { e }] as const;
const intended = (e: number, b: number) => ['ItemsIntended', { e, b, f: 0 }] as const;
const settled = (e: number, b: number) => ['ItemsSettled', { e, b, f: 0 }] as const;

describe('a mailbox as its log tells it', () => {
  it('is at fault where an older epoch has written, or an epoch is left out', () => {
    expect(after(opened(1), intended(1, 0), settled(1, 0)).faults).toEqual([]);
    expect(after(opened(1), opened(2), settled(1, 0)).faults).toHaveLength(1);
    expect(after(opened(1), opened(3)).faults).toHaveLength(1);
    expect(after(opened(1), intended(1, 0), intended(1, 0)).faults).toHaveLength(1);
  });

  it('recovers while a batch of an earlier epoch is open', () => {
    expect(after(opened(1), intended(1, 0)).isRecovering).toBe(false);
    expect(after(opened(1), intended(1, 0), opened(2)).isRecovering).toBe(true);
    const over = after(opened(1), intended(1, 0), opened(2), ['ItemsRecovered', { e: 2, b: 0 }]);
    expect(over.isRecovering).toBe(false);
  });

  it('was silent as long as nothing was written that nobody kept from it', () => {
    const pair = after(opened(1), intended(1, 0), settled(1, 0));
    expect(pair.longestQuiet.ms).toBe(1_000);
    pair.struck(3_000);
    const later = { stream: 'ledger-t.p.1', type: 'PassOpened', data: { e: 2 }, atMs: 90_000 };
    pair.takeLedger(later);
    expect(pair.longestQuiet.ms).toBe(1_000);
    pair.takeLedger({ ...later, type: 'ItemsSettled', data: { e: 2, f: 0 }, atMs: 97_000 });
    expect(pair.longestQuiet.ms).toBe(7_000);
  });

  it('was not silent while bytes of its batch went on their way', () => {
    const pair = after(opened(1), intended(1, 0));
    const fromMs = 2_000;
    for (let atMs = fromMs; atMs <= 60_000; atMs += 500) pair.moved(atMs);
    const at = { stream: 'ledger-t.p.1', type: 'ItemsSettled', data: { e: 1, b: 0, f: 0 } };
    pair.takeLedger({ ...at, atMs: 61_500 });
    expect(pair.longestQuiet).toEqual({
      ms: 1_500,
      fromMs: 60_000,
      between: 'bytes, ItemsSettled',
    });
  });

  it('has its tail settled once a successor has judged the batches and written on', () => {
    const pair = after(opened(1), intended(1, 0));
    expect(pair.watchTail()).toBe(true);
    const at = { stream: 'ledger-t.p.1', atMs: 9_000 };
    pair.takeLedger({ ...at, type: 'PassOpened', data: { e: 2 } });
    pair.takeLedger({ ...at, type: 'ItemsRecovered', data: { e: 2, b: 0 } });
    expect(pair.isTailSettled).toBe(false);
    pair.takeLedger({ ...at, type: 'ItemsSettled', data: { e: 2, b: 1, f: 0 } });
    expect(pair.isTailSettled).toBe(true);
  });
});
