import type { Clock } from '@mailhaul/kernel';

/** How much may be saved up while nothing is read. */
const burstMs = 1_000;

/** So many bytes a second, paid for afterwards; the rate may change at any time and holds at once, for debts as well. */
export class ByteRate {
  readonly #clock: Clock;
  #perSecond: number | undefined;
  #debt = 0;
  #paidMs: number;
  #changed = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#paidMs = clock.monotonicMs();
  }

  /** Undefined: no limit. */
  set(perSecond: number | undefined): void {
    if (perSecond === this.#perSecond) return;
    this.#pay();
    this.#perSecond = perSecond;
    const before = this.#changed;
    this.#changed = new AbortController();
    before.abort(new Error('the rate has changed'));
  }

  spend(bytes: number): void {
    this.#pay();
    this.#debt += bytes;
  }

  /** Nothing is owed: what is asked for now need not wait. */
  get isFree(): boolean {
    this.#pay();
    return this.#debt <= 0;
  }

  /** Resolves when nothing is owed any more. @throws the signal's reason */
  async whenFree(signal: AbortSignal): Promise<void> {
    while (!this.isFree) {
      const waitMs = (this.#debt / (this.#perSecond ?? Infinity)) * 1_000;
      const woken = AbortSignal.any([signal, this.#changed.signal]);
      await this.#clock.sleep(waitMs, woken).catch((error: unknown) => {
        if (signal.aborted) throw error;
      });
    }
  }

  #pay(): void {
    const nowMs = this.#clock.monotonicMs();
    const perSecond = this.#perSecond;
    if (perSecond === undefined) this.#debt = 0;
    else {
      const paid = ((nowMs - this.#paidMs) / 1_000) * perSecond;
      this.#debt = Math.max(this.#debt - paid, (-burstMs / 1_000) * perSecond);
    }
    this.#paidMs = nowMs;
  }
}
