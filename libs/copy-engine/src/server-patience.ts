import type { ConnectorError } from '@mailhaul/connector-contract';
import type { PassRun } from './pass-run.ts';

/** A wish to wait is obeyed up to this. */
const waitMsMax = 3_600_000;
/** Where the server gives no time: the first wait, doubled each time. */
const guessMs = 10_000;
const guessMsMax = 300_000;

/** Waits as long as a server asks for, or longer and longer where it does not say how long. */
export class ServerPatience {
  readonly #run: PassRun;
  #waitsInRow = 0;

  constructor(run: PassRun) {
    this.#run = run;
  }

  /** The server takes work again. */
  proved(): void {
    this.#waitsInRow = 0;
  }

  /** From when it was asked for, wall milliseconds: what was done meanwhile is waited for as well, not on top. */
  async obey(error: ConnectorError, askedAtMs: number): Promise<void> {
    const guessedMs = Math.min(guessMs * 2 ** this.#waitsInRow, guessMsMax);
    this.#waitsInRow += 1;
    const waitMs = Math.min(error.retryAfterMs ?? guessedMs, waitMsMax);
    await this.#run.waitUntil('server-asked-to-wait', askedAtMs + waitMs);
  }
}
