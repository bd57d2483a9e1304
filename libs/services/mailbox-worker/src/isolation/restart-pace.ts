import type { Clock } from '@mailhaul/kernel';

const firstWaitMs = 100;
/** Whoever dies again and again is parked by others; meanwhile nobody else is to wait long. */
const waitAfterDeathMsMax = 1_000;
const waitAfterFailedStartMsMax = 30_000;
/** Threads that end before they are ready, one after the other, until whoever waits is told. */
const failedStartsMax = 5;

/** How soon a thread may follow one that died: at once after good work, later and later after none. */
export class RestartPace {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #deaths = 0;
  #failedStarts = 0;
  #notBeforeMs = -Infinity;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  waitMs(): number {
    return Math.max(0, this.#notBeforeMs - this.#clock.monotonicMs());
  }

  started(): void {
    this.#failedStarts = 0;
  }

  /** A pass ended in a living thread. */
  worked(): void {
    this.#deaths = 0;
  }

  died(): void {
    this.#waitUpTo(waitAfterDeathMsMax);
  }

  /** True: there is no point in going on by oneself; the count begins anew. */
  failedToStart(): boolean {
    this.#waitUpTo(waitAfterFailedStartMsMax);
    this.#failedStarts += 1;
    if (this.#failedStarts < failedStartsMax) return false;
    this.#failedStarts = 0;
    this.#deaths = 0;
    return true;
  }

  #waitUpTo(waitMsMax: number): void {
    const waitMs = Math.min(waitMsMax, firstWaitMs * 2 ** this.#deaths);
    this.#deaths += 1;
    this.#notBeforeMs = this.#clock.monotonicMs() + waitMs;
  }
}
