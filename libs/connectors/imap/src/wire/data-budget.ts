import { type RawResponse, WireViolation } from './raw-response.ts';
import { wireLimits } from './wire-limits.ts';

/** Counts what a server sends beside its answers: how much of it nobody asked for, and whether it brings anything. */
export class DataBudget {
  readonly #onUseful: () => void;
  #untaggedBytes = 0;
  #usefulBytes = 0;

  /** `onUseful` runs whenever enough of what was asked for has come to call the server alive. */
  constructor(onUseful: () => void) {
    this.#onUseful = onUseful;
  }

  /** Untagged data; items that were asked for may be as many as there are, all else has a bound. @throws WireViolation */
  data(raw: RawResponse, { isTaken, isItem }: { isTaken: boolean; isItem: boolean }): void {
    let bytes = 0;
    for (const text of raw.texts) bytes += text.length;
    if (isTaken) this.wanted(bytes);
    if (isTaken && isItem) return;
    for (const literal of raw.literals) bytes += literal?.byteLength ?? 0;
    this.#untaggedBytes += bytes;
    if (this.#untaggedBytes <= wireLimits.untaggedBytesMax) return;
    throw new WireViolation('the server tells more than anybody asked for', true);
  }

  /** Bytes of something that was asked for. */
  wanted(bytes: number): void {
    this.#usefulBytes += bytes;
    if (this.#usefulBytes < wireLimits.usefulBytesMin) return;
    this.#usefulBytes = 0;
    this.#onUseful();
  }

  /** A command was answered. */
  answered(): void {
    this.#untaggedBytes = 0;
    this.#onUseful();
  }
}
