import type { Clock } from '@mailhaul/kernel';

export interface WatchedLine {
  /** Somebody waits for the server. */
  isWaiting(): boolean;
  /** It is we who keep the line still at the moment. */
  isOurDoing(): boolean;
  /** Nothing has moved for too long. */
  onSilent(): void;
  /** Aborted when the line ends; the watch ends with it. */
  readonly ended: AbortSignal;
}

/** Notices that a server owes an answer and no byte has moved for `silenceMsMax`. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #silenceMsMax: number;
  readonly #line: WatchedLine;
  #lastProgressMs: number;
  #isWatching = false;

  constructor(clock: Clock, silenceMsMax: number, line: WatchedLine) {
    this.#clock = clock;
    this.#silenceMsMax = silenceMsMax;
    this.#line = line;
    this.#lastProgressMs = clock.monotonicMs();
  }

  /** A byte moved, or the waiting begins anew. */
  progress(): void {
    this.#lastProgressMs = this.#clock.monotonicMs();
  }

  /** To be called whenever somebody begins to wait. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    void this.#run().finally(() => {
      this.#isWatching = false;
    });
  }

  async #run(): Promise<void> {
    while (this.#line.isWaiting() && !this.#line.ended.aborted) {
      const quietMs = this.#line.isOurDoing()
        ? 0
        : this.#clock.monotonicMs() - this.#lastProgressMs;
      if (quietMs >= this.#silenceMsMax) {
        this.#line.onSilent();
        return;
      }
      // Rejected when the line ends, which the loop sees.
      await this.#clock
        .sleep(this.#silenceMsMax - quietMs, this.#line.ended)
        .catch(() => undefined);
    }
  }
}
