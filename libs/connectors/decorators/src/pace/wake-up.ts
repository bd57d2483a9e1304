import type { Clock } from '@mailhaul/kernel';

/** One alarm that can be moved or taken back. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #atMs = Infinity;
  #cancel = new AbortController();

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings once at that monotonic time; `Infinity` takes the alarm back. */
  set(atMs: number): void {
    if (atMs === this.#atMs) return;
    this.#cancel.abort();
    this.#atMs = atMs;
    if (atMs === Infinity) return;
    this.#cancel = new AbortController();
    const { signal } = this.#cancel;
    // Clocks sleep whole milliseconds and may wake early by a fraction of one.
    const ms = Math.max(1, Math.ceil(atMs - this.#clock.monotonicMs()));
    void this.#clock.sleep(ms, signal).then(
      () => {
        if (signal.aborted) return;
        this.#atMs = Infinity;
        this.#ring();
      },
      // Taken back.
      () => undefined,
    );
  }
}
