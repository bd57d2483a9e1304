import type { Clock } from '@mailhaul/kernel';
import type { FoundAll } from './mailbox-search.ts';

const searchesMax = 8;
const keptMsMax = 120_000;

/** Answers of directories for the pages behind the first: a large one takes seconds, and pages of one answer fit together. */
export class KeptSearches {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly found: FoundAll; readonly atMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined where it was not kept, or too long ago. */
  get(key: string): FoundAll | undefined {
    const kept = this.#kept.get(key);
    return kept !== undefined && this.#clock.monotonicMs() - kept.atMs < keptMsMax
      ? kept.found
      : undefined;
  }

  /** In the place of the oldest, where there are many. */
  keep(key: string, found: FoundAll): void {
    this.#kept.delete(key);
    this.#kept.set(key, { found, atMs: this.#clock.monotonicMs() });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > searchesMax && oldest !== undefined) this.#kept.delete(oldest);
  }
}
