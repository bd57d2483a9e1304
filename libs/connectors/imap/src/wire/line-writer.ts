import type { Writable } from 'node:stream';
import { connectionLostError } from '../errors.ts';

/** Gathers what is written in one go into one packet, unless it is to leave alone. */
export class LineWriter {
  readonly #socket: Writable;
  #isCorked = false;

  constructor(socket: Writable) {
    this.#socket = socket;
  }

  write(data: Uint8Array | string): void {
    this.#cork();
    this.#socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }

  /** In a system call of its own, now. */
  writeAlone(data: string): void {
    this.#uncork();
    this.#socket.write(Buffer.from(data, 'latin1'));
  }

  /** Resolves when everything written has been handed on; rejects when that cannot be, or when the signal is aborted. */
  flushed(ended: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      // A stream that is destroyed need not call back.
      const onEnded = () => reject(asError(ended.reason));
      if (ended.aborted) {
        onEnded();
        return;
      }
      ended.addEventListener('abort', onEnded, { once: true });
      this.#cork();
      // Called back in order: an empty write ends when all before it have been taken.
      this.#socket.write(nothing, (error) => {
        ended.removeEventListener('abort', onEnded);
        if (error) reject(ended.aborted ? asError(ended.reason) : connectionLostError(error));
        else resolve();
      });
      this.#uncork();
    });
  }

  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => this.#uncork());
  }

  #uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : connectionLostError(reason);
}

const nothing = new Uint8Array(0);
