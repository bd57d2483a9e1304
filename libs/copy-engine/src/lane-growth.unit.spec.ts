import { describe, expect, it } from 'vitest';
import { growLanes } from './lane-growth.ts';

const plentyBytes = 1_000_000_000;

/** A mailbox that gives, with so many pairs, so many bytes a second; says how many pairs were added. */
async function addedTo(mailbox: {
  readonly bytesPerSecond: (pairs: number) => number;
  readonly bytes?: number;
  readonly refusedFrom?: number;
}): Promise<number> {
  const { bytesPerSecond, bytes = plentyBytes, refusedFrom = Infinity } = mailbox;
  let nowMs = 0;
  let pairs = 1;
  const settled = { items: 0, bytes: 0 };
  const clock = {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms;
      settled.bytes += (bytesPerSecond(pairs) * ms) / 1000;
      return Promise.resolve();
    },
  };
  const add = () => {
    if (pairs + 1 >= refusedFrom) return Promise.resolve(false);
    pairs += 1;
    return Promise.resolve(true);
  };
  const { signal } = new AbortController();
  const planned = { items: 0, bytes };
  await growLanes({ context: { clock }, planned, settled }, { left: 3, done: signal, add });
  return pairs - 1;
}

describe('growing', () => {
  it('adds pair after pair while each makes it faster', async () => {
    expect(await addedTo({ bytesPerSecond: (pairs) => pairs * 1e6 })).toBe(3);
  });

  it('stops at the first that gives nothing more', async () => {
    expect(await addedTo({ bytesPerSecond: () => 1e6 })).toBe(1);
    expect(await addedTo({ bytesPerSecond: (pairs) => Math.min(pairs, 2) * 1e6 })).toBe(2);
  });

  it('opens none for what is done before it has signed in', async () => {
    expect(await addedTo({ bytesPerSecond: (pairs) => pairs * 1e6, bytes: 2_500_000 })).toBe(0);
  });

  it('takes a refused connection for the last word', async () => {
    expect(await addedTo({ bytesPerSecond: (pairs) => pairs * 1e6, refusedFrom: 3 })).toBe(1);
  });

  it('adds to a line that stands still: one connection may be what hangs', async () => {
    expect(await addedTo({ bytesPerSecond: () => 0 })).toBeGreaterThan(0);
  });
});
