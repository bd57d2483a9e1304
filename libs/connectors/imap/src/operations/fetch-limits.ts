import type { StatusResponse } from '../wire/status-response.ts';
import type { ServerFeatures } from '../server-features.ts';
import { isAboutTheSet } from '../server-words.ts';

/**
 * What a server takes of one FETCH, learned from what it refuses and leaves out. All connections of a connector share it,
 * so that it is learned once.
 */
export class FetchLimits {
  /** Ids that one command may name, and what a range may span. */
  idsMax = Infinity;
  /** Messages after which an answer ended though there were more. */
  rowsMax = Infinity;

  /** So many were taken after more had been refused. */
  learnIds(count: number): void {
    this.idsMax = Math.min(this.idsMax, Math.max(1, count));
  }

  learnRows(count: number): void {
    this.rowsMax = Math.min(this.rowsMax, Math.max(1, count));
  }

  /** What the server says itself (RFC 9738 MESSAGELIMIT). */
  announced({ messageLimit }: ServerFeatures): void {
    if (messageLimit !== undefined) this.learnIds(messageLimit);
  }
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
