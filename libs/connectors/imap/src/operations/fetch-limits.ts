import { ConnectorError } from '@mailhaul/connector-contract';
import type { StatusResponse } from '../wire/status-response.ts';
import type { ServerFeatures } from '../server-features.ts';
import { isAboutTheSet } from '../server-words.ts';

/**
 * What a server takes of one FETCH, learned from what it refuses and leaves out. All connections of a connector share it,
 * so that it is learned once. A limit may have been that of a bad hour: after many answers to all that may be asked for, a little more is
 * asked for; where that is refused, what was answered before holds again, and the next try is further off.
 */
export class FetchLimits {
  /** Ids that one command may name, and what a range may span. */
  idsMax = Infinity;
  /** Messages after which an answer ended though there were more. */
  rowsMax = Infinity;
  /** What the server said itself: never more. */
  #announcedMax = Infinity;
  /** Answers to as much as may be asked for. */
  #fullCount = 0;
  #fullBefore = fullBeforeMin;
  #step = 1;
  /** What was answered often, while a little more is tried. */
  #proven: number | undefined;
  /** Connections in a row that were lost while the states of all folders were asked for. */
  statesLost = 0;
  #endings = 0;
  /** The fewest that were asked for when a connection ended so. */
  #endedAt = Infinity;
  #lastEnd: Error | undefined;

  /** So many were taken after more had been refused. */
  learnIds(count: number): void {
    const proven = this.#proven ?? 0;
    const next = Math.min(this.idsMax, Math.max(1, count, proven));
    if (next >= this.idsMax) return;
    if (proven > 0) this.#fullBefore = Math.min(this.#fullBefore * 4, fullBeforeMax);
    [this.idsMax, this.#proven, this.#fullCount] = [next, undefined, 0];
    this.#step = Math.ceil(next / 4);
  }

  learnRows(count: number): void {
    this.rowsMax = Math.min(this.rowsMax, Math.max(1, count));
  }

  /** A FETCH that named so many messages was answered to its end. */
  answered(askedCount: number): void {
    if (askedCount >= this.idsMax) this.#answeredInFull();
    if (askedCount < this.#endedAt) return;
    this.#endings = 0;
    this.#endedAt = Infinity;
  }

  #answeredInFull(): void {
    this.#fullCount += 1;
    if (this.#fullCount < this.#fullBefore || this.idsMax >= this.#announcedMax) return;
    [this.#proven, this.#fullCount] = [this.idsMax, 0];
    this.idsMax = Math.min(this.idsMax + this.#step, this.#announcedMax);
  }

  /**
   * The server said BYE to a FETCH. Once may be anything; the second time in a row, with none so long answered in between, it is
   * taken for the number of messages. Each try costs a connection: fewer by far are asked for then. Of a little more that is tried, once
   * is enough.
   */
  endedBy(error: Error, { askedCount, toldCount }: EndedFetch): void {
    // All that waits behind it on that connection is lost by the same.
    if (error === this.#lastEnd || askedCount <= 1 || !isBareBye(error)) return;
    this.#lastEnd = error;
    if (this.#proven !== undefined && askedCount > this.#proven) {
      this.learnIds(this.#proven);
      return;
    }
    this.#endings += 1;
    this.#endedAt = Math.min(this.#endedAt, askedCount);
    if (this.#endings < endingsBefore) return;
    this.#proven = undefined;
    this.learnIds(toldCount > 0 ? Math.ceil(toldCount / 2) : Math.ceil(askedCount / 4));
  }

  /** What the server says itself (RFC 9738 MESSAGELIMIT). */
  announced({ messageLimit }: ServerFeatures): void {
    if (messageLimit === undefined) return;
    this.#announcedMax = messageLimit;
    this.learnIds(messageLimit);
  }
}

/** Answers in full before a little more is tried; four times as many after each try that was refused. */
const fullBeforeMin = 16;
const fullBeforeMax = 4096;
const endingsBefore = 2;

/** What the FETCH named, and what of it had come. */
export interface EndedFetch {
  readonly askedCount: number;
  readonly toldCount: number;
}

/** A goodbye without a reason that would explain it. */
function isBareBye(error: Error): boolean {
  return (
    error instanceof ConnectorError &&
    error.code === 'connection-lost' &&
    error.serverText !== undefined
  );
}

/** The command named too many messages, or too long a set: fewer may be taken. */
export function asksForFewer({ status, code, text }: StatusResponse): boolean {
  if (status === 'OK') return false;
  return code === 'LIMIT' || code === 'MESSAGELIMIT' || isAboutTheSet(text);
}

/**
 * The least id that an answer told of, where the server stopped above others (RFC 9738 §3.1: it goes down from the newest).
 */
export function stoppedAbove({ code, codeArguments }: StatusResponse): number | undefined {
  const least = code === 'MESSAGELIMIT' ? /^\d+ (\d{1,10})$/.exec(codeArguments)?.[1] : undefined;
  return least === undefined ? undefined : Number(least);
}
