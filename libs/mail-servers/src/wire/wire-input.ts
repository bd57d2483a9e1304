import type { Duplex } from 'node:stream';

/** The peer is gone: what was being read will never be whole. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';
}

/** The line is longer than we take. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

/** Above this much unread input the socket is paused. */
const highWaterBytes = 1024 * 1024;

/** Reads lines and counted bytes from a socket without copying the latter. One reader at a time. */
export class WireInput {
  readonly #stream: Duplex;
  readonly #chunks: Buffer[] = [];
  #offset = 0;
  #buffered = 0;
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', this.#onData);
    stream.on('end', this.#onEnd);
    stream.on('close', this.#onEnd);
  }

  /** Lets go of the stream; what was buffered is dropped (RFC 3501 §6.2.1: nothing sent before TLS counts after it). */
  detach(): void {
    this.#stream.off('data', this.#onData);
    this.#stream.off('end', this.#onEnd);
    this.#stream.off('close', this.#onEnd);
    this.#chunks.length = 0;
    this.#buffered = 0;
  }

  /** Bytes are here that nobody has read. */
  get hasUnread(): boolean {
    return this.#buffered > 0;
  }

  /** A line that is wholly here, without its line end, bytes as latin1; undefined where more must arrive. @throws LineTooLong */
  tryLine(bytesMax: number): string | undefined {
    let scanned = 0;
    for (let i = 0; i < this.#chunks.length; i += 1) {
      const chunk = this.#chunks[i] ?? Buffer.alloc(0);
      const from = i === 0 ? this.#offset : 0;
      const at = chunk.indexOf(10, from);
      if (at === -1) {
        scanned += chunk.length - from;
        if (scanned > bytesMax) throw new LineTooLong();
        continue;
      }
      const length = scanned + at + 1 - from;
      if (length > bytesMax) throw new LineTooLong();
      const line = i === 0 ? chunk.toString('latin1', from, at) : this.#joined(length - 1);
      this.#drop(length);
      return line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    return undefined;
  }

  /** @throws LineTooLong, ConnectionEnded */
  async line(bytesMax: number): Promise<string> {
    for (;;) {
      const line = this.tryLine(bytesMax);
      if (line !== undefined) return line;
      await this.#more();
    }
  }

  /** Exactly `count` bytes in the pieces in which they came. `onBytes` hears how many are here so far. @throws ConnectionEnded */
  async bytes(
    count: number,
    onBytes?: (received: number) => Promise<void> | void,
  ): Promise<Buffer[]> {
    const pieces: Buffer[] = [];
    let left = count;
    while (left > 0) {
      const piece = this.#take(left);
      if (piece === undefined) {
        await this.#more();
        continue;
      }
      pieces.push(piece);
      left -= piece.length;
      if (onBytes !== undefined) await onBytes(count - left);
    }
    return pieces;
  }

  /** @throws ConnectionEnded */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0) {
      const piece = this.#take(left);
      if (piece === undefined) await this.#more();
      else left -= piece.length;
    }
  }

  #take(countMax: number): Buffer | undefined {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return undefined;
    const piece = chunk.subarray(this.#offset, this.#offset + countMax);
    this.#drop(piece.length);
    return piece;
  }

  #joined(count: number): string {
    const parts: string[] = [];
    let left = count;
    for (let i = 0; i < this.#chunks.length && left > 0; i += 1) {
      const from = i === 0 ? this.#offset : 0;
      const part = this.#chunks[i]?.toString('latin1', from, from + left) ?? '';
      left -= part.length;
      parts.push(part);
    }
    return parts.join('');
  }

  #drop(count: number): void {
    this.#buffered -= count;
    this.#offset += count;
    for (;;) {
      const head = this.#chunks[0];
      if (head === undefined || this.#offset < head.length) break;
      this.#offset -= head.length;
      this.#chunks.shift();
    }
  }

  async #more(): Promise<void> {
    if (this.#isEnded) throw new ConnectionEnded('the client is gone');
    const before = this.#buffered;
    if (this.#stream.isPaused()) this.#stream.resume();
    if (this.#buffered !== before) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#isEnded && this.#buffered === before) throw new ConnectionEnded('the client is gone');
  }

  readonly #onData = (chunk: Buffer): void => {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered > highWaterBytes) this.#stream.pause();
    this.#awake();
  };

  readonly #onEnd = (): void => {
    this.#isEnded = true;
    this.#awake();
  };

  #awake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
