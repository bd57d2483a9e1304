import type { ConnectorError } from '@mailhaul/connector-contract';

/** How long a refusal counts for the other mailboxes: limits change, and other programs come and go. */
const rememberedMs = 600_000;

/**
 * How many connections a mailbox may have at an endpoint, learned from refusals: providers have one limit for all their
 * accounts. Ranks are those of OpenContext.
 */
export class SpareLimit {
  #refused:
    { readonly rank: number; readonly error: ConnectorError; readonly untilMs: number } | undefined;

  /** @throws ConnectorError what the server said to the last of that rank or a lower one, while that counts. */
  refuse(rank: number, nowMs: number): void {
    if (this.#refused === undefined) return;
    if (this.#refused.untilMs <= nowMs) this.#refused = undefined;
    else if (rank >= this.#refused.rank) throw this.#refused.error;
  }

  failed(rank: number, error: ConnectorError, nowMs: number): void {
    if (error.code !== 'too-many-connections') return;
    const known = this.#refused;
    if (known !== undefined && known.rank < rank && known.untilMs > nowMs) return;
    this.#refused = { rank, error, untilMs: nowMs + rememberedMs };
  }
}
