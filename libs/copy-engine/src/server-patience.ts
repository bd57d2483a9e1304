import { ConnectorError } from '@mailhaul/connector-contract';
import type { PassRun } from './pass-run.ts';

/** A wish to wait is obeyed up to this. */
const waitMsMax = 3_600_000;
/** Where the server gives no time: the first wait, doubled each time. */
const guessMs = 10_000;
const guessMsMax = 300_000;
/** After a fault of the server's own: the first wait, doubled each time. */
const faultMs = 2_000;
const faultMsMax = 30_000;
/** Writes of one item that end so, while others may be taken: then it is the item. */
const faultyTriesMax = 4;
/** Where several items end so and nothing is taken, it is the server, for so long. */
const illMsMax = 600_000;

/** The server failed at an item, and may not fail at it again. */
export function isServerFault(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.scope === 'item' && error.disposition === 'retry';
}

/** Waits as long as a server asks for, or longer and longer where it does not say how long. */
export class ServerPatience {
  readonly #run: PassRun;
  #waitsInRow = 0;
  /** Since the last item that the server has taken: tries of those that it failed at, and when that began, monotonic. */
  readonly #faulty = new Map<string, number>();
  #illSinceMs = 0;
  /** Items that were set aside once, until others were written. */
  readonly #later = new Set<string>();

  constructor(run: PassRun) {
    this.#run = run;
  }

  /** The server takes work again. */
  proved(): void {
    this.#waitsInRow = 0;
    this.#faulty.clear();
  }

  /**
   * One item was refused by a fault of the server's own, as by one whose disk is full: it may be the item, or all that there
   * is. `again`: it was waited, and the item is to be written again; `later`: behind all others; `never`: it is the item.
   */
  async outlast(error: unknown, item: string): Promise<'again' | 'later' | 'never'> {
    if (!isServerFault(error)) return 'never';
    const { clock } = this.#run.context;
    if (this.#faulty.size === 0) this.#illSinceMs = clock.monotonicMs();
    const tries = (this.#faulty.get(item) ?? 0) + 1;
    this.#faulty.set(item, tries);
    const isServers = this.#faulty.size > 1;
    if (clock.monotonicMs() > this.#illSinceMs + illMsMax) return 'never';
    if (!isServers && tries >= faultyTriesMax) {
      if (this.#later.has(item)) return 'never';
      this.#later.add(item);
      return 'later';
    }
    const waitMs = Math.min(faultMs * 2 ** (tries - 1), faultMsMax);
    await this.#run.waitUntil('server-asked-to-wait', clock.wallMs() + waitMs);
    return 'again';
  }

  /** From when it was asked for, wall milliseconds: what was done meanwhile is waited for as well, not on top. */
  async obey(error: ConnectorError, askedAtMs: number): Promise<void> {
    const guessedMs = Math.min(guessMs * 2 ** this.#waitsInRow, guessMsMax);
    this.#waitsInRow += 1;
    const waitMs = Math.min(error.retryAfterMs ?? guessedMs, waitMsMax);
    await this.#run.waitUntil('server-asked-to-wait', askedAtMs + waitMs);
  }
}
