import type { Clock } from '@mailhaul/kernel';

export interface WatchedLine {
  /** Somebody waits for the server. */
  isWaiting(): boolean;
  /** It is we who keep the line still at the moment. */
  isOurDoing(): boolean;
  /** Nothing has moved for too long; `isTalking`: what moved was of no use. */
  onSilent(isTalking: boolean): void;
  /** Aborted when the line ends; the watch ends with it. */
  readonly ended: AbortSignal;
}

export interface Patience {
  /** No byte moves. */
  readonly silenceMsMax: number;
  /** Bytes move, and nothing that was asked for is among them: keep-alives, an answer that drips. */
  readonly answerMsMax: number;
}

/** Notices that a server owes an answer and is silent, or talks without giving it, for too long. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #line: WatchedLine;
  #lastProgressMs: number;
  #lastUsefulMs: number;
  #isWatching = false;

  constructor(clock: Clock, patience: Patience, line: WatchedLine) {
    this.#clock = clock;
    this.#patience = patience;
    this.#line = line;
    this.#lastProgressMs = clock.monotonicMs();
    this.#lastUsefulMs = this.#lastProgressMs;
  }

  /** A byte moved. */
  progress(): void {
    this.#lastProgressMs = this.#clock.monotonicMs();
  }

  /** Something that was asked for came, or the waiting begins anew. */
  useful(): void {
    this.progress();
    this.#lastUsefulMs = this.#lastProgressMs;
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
      const leftMs = this.#leftMs();
      if (leftMs <= 0) {
        this.#line.onSilent(this.#silenceLeftMs() > 0);
        return;
      }
      // Rejected when the line ends, which the loop sees.
      await this.#clock.sleep(leftMs, this.#line.ended).catch(() => undefined);
    }
  }

  #leftMs(): number {
    const { silenceMsMax, answerMsMax } = this.#patience;
    if (this.#line.isOurDoing()) return Math.min(silenceMsMax, answerMsMax);
    const answerLeftMs = answerMsMax - (this.#clock.monotonicMs() - this.#lastUsefulMs);
    return Math.min(this.#silenceLeftMs(), answerLeftMs);
  }

  #silenceLeftMs(): number {
    return this.#patience.silenceMsMax - (this.#clock.monotonicMs() - this.#lastProgressMs);
  }
}
