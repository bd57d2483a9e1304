import { vi } from 'vitest';

/** Longer than the slowest machine needs: what never comes fails, what comes late does not. */
const patienceMs = 60_000;

/**
 * Calls `check` until it no longer throws, and gives what it gave.
 * @throws what it threw last, when nothing came within a minute
 */
export function eventually<T>(check: () => T | Promise<T>, intervalMs = 20): Promise<T> {
  return vi.waitFor(check, { timeout: patienceMs, interval: intervalMs });
}
