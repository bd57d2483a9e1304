import type { Clock } from '@mailhaul/kernel';

const searchesMaxDefault = 8;
const keptMsMax = 120_000;

/** Answers of directories for the pages behind the first: a large one takes seconds, and pages of one answer fit together. */
export class KeptSearches<Found> {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #kept = new Map<string, { readonly found: Found; readonly atMs: number }>();

  constructor(clock: Clock, searchesMax = searchesMaxDefault) {
    this.#clock = clock;
    this.#max = searchesMax;
  }

  /** Undefined where it was not kept, or too long ago. */
  get(key: string): Found | undefined {
    const kept = this.#kept.get(key);
    return kept !== undefined && this.#clock.monotonicMs() - kept.atMs < keptMsMax
      ? kept.found
      : undefined;
  }

  /** Of those under this beginning nothing is kept any more: whoever asks next reads anew. */
  forget(beginning: string): void {
    for (const key of this.#kept.keys()) if (key.startsWith(beginning)) this.#kept.delete(key);
  }

  /** In the place of the oldest, where there are many. */
  keep(key: string, found: Found): void {
    this.#kept.delete(key);
    this.#kept.set(key, { found, atMs: this.#clock.monotonicMs() });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#max && oldest !== undefined) this.#kept.delete(oldest);
  }
}
