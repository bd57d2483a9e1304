import type { LogPosition, ReadStore } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';

/** Live documents that are lost while nothing happens and nobody asks for them are missed after so long. */
const lookEveryMs = 60_000;

export interface DocumentsToWatch {
  readonly documents: Pick<ReadStore, 'checkpoint'>;
  readonly clock: Clock;
  /** Up to where they were last written. */
  readonly writtenTo: () => LogPosition | undefined;
  /** They hold less than was written into them. Called once at most. */
  readonly onLost: () => void;
}

/** Looks whether the live documents were lost under who writes them: now and then, and when it is asked to. */
export class LossWatch {
  readonly #what: DocumentsToWatch;
  readonly #signal: AbortSignal;
  #looking: Promise<void> | undefined;
  #isLost = false;

  /** Until the signal aborts. */
  constructor(what: DocumentsToWatch, signal: AbortSignal) {
    this.#what = what;
    this.#signal = signal;
    void this.#lookNowAndThen();
  }

  /** One look at a time. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookNowAndThen(): Promise<void> {
    while (!this.#isLost && !this.#signal.aborted) {
      await this.#what.clock.sleep(lookEveryMs, this.#signal).catch(() => undefined);
      await this.look();
    }
  }

  async #look(): Promise<void> {
    if (this.#isLost || this.#signal.aborted) return;
    const written = this.#what.writtenTo();
    try {
      this.#isLost = isLess(await this.#what.documents.checkpoint('live'), written);
    } catch {
      // A store that cannot be asked is no lost one; who writes to it tells what is wrong.
      return;
    }
    if (this.#isLost && !this.#signal.aborted) this.#what.onLost();
  }
}

export function isLess(a: LogPosition | undefined, b: LogPosition | undefined): boolean {
  return b !== undefined && (a === undefined || a < b);
}
