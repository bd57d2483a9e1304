'use client';

import { useSyncExternalStore } from 'react';

/** One clock for all that is relative: it ticks for all at once. */
const tickMs = 10_000;
const listeners = new Set<() => void>();
let now = Date.now();
let ticking: ReturnType<typeof setInterval> | undefined;

/** The time, fresh enough to say "4 min ago". */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, read);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (ticking === undefined) {
    // Nobody has asked for a while.
    now = Date.now();
    ticking = setInterval(tick, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

const read = (): number => now;
