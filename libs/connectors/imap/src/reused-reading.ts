import type { OnReadOpts, Socket } from 'node:net';

/** What one read takes at most: larger than the kernel's usual share, so that a fast line needs fewer calls. */
const readBytesMax = 64 * 1024;

/**
 * Reads a connection into the same memory again and again: a mailbox of gigabytes passes through it without one allocation
 * for each read. Until somebody takes the chunks as they come, the stream gets copies as usual (the sign-in reads those).
 */
export class ReusedReading {
  #take: ((chunk: Buffer) => void) | undefined;
  #socket: Socket | undefined;

  /** For `net.connect`. */
  readonly onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(readBytesMax),
    callback: (byteCount, buffer) => {
      const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, byteCount);
      if (this.#take === undefined) return this.#socket?.push(Buffer.from(chunk)) ?? true;
      this.#take(chunk);
      return true;
    },
  };

  /** The connection that reads this way. */
  attach(socket: Socket): void {
    this.#socket = socket;
  }

  /** From now on each chunk goes there, and is void afterwards. What the stream holds already comes from the stream. */
  takeChunks(take: (chunk: Buffer) => void): void {
    this.#take = take;
  }
}
