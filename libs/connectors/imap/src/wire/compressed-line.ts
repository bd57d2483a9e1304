import { type Duplex, Writable } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw } from 'node:zlib';

export interface CompressedLineEvents {
  /** What the server sends, unpacked. */
  onData(chunk: Buffer): void;
  onBroken(error: Error): void;
}

/**
 * A connection whose both directions are compressed (RFC 4978). Unpacking stops with the connection, so that what a few
 * bytes may unfold to is never held.
 */
export class CompressedLine {
  readonly writing: Writable;
  readonly #inflate = createInflateRaw();
  readonly #socket: Duplex;
  #isPaused = false;

  constructor(socket: Duplex, events: CompressedLineEvents) {
    this.#socket = socket;
    this.writing = new DeflatedWriting(socket);
    this.writing.on('error', (error) => events.onBroken(error));
    this.#inflate.on('error', (error) => events.onBroken(error));
    this.#inflate.on('data', (chunk: Buffer) => events.onData(chunk));
    this.#inflate.on('drain', () => {
      if (!this.#isPaused) socket.resume();
    });
  }

  /** Takes a chunk as it came; it may be void afterwards. */
  push(chunk: Buffer): void {
    if (!this.#inflate.write(Buffer.from(chunk))) this.#socket.pause();
  }

  /** Calls back when all that came has been given. */
  drained(then: () => void): void {
    this.#inflate.write(nothing, then);
  }

  pause(): void {
    this.#isPaused = true;
    this.#inflate.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#inflate.resume();
  }

  destroy(): void {
    this.writing.destroy();
    this.#inflate.destroy();
  }
}

/**
 * Packs what is written together and sends it whole, at once: nothing of it stays behind for what is written next. A write
 * is done when the connection has taken it.
 */
class DeflatedWriting extends Writable {
  readonly #socket: Writable;
  readonly #deflate: DeflateRaw;
  #packed: Buffer[] = [];

  constructor(socket: Writable) {
    super({ highWaterMark: socket.writableHighWaterMark });
    this.#socket = socket;
    this.#deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED });
    this.#deflate.on('data', (chunk: Buffer) => this.#packed.push(chunk));
    this.#deflate.on('error', (error) => this.destroy(error));
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this.#send([chunk], done);
  }

  override _writev(pieces: { chunk: Buffer }[], done: Done): void {
    this.#send(
      pieces.map(({ chunk }) => chunk),
      done,
    );
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#deflate.destroy();
    done(error);
  }

  #send(chunks: readonly Buffer[], done: Done): void {
    const some = chunks.filter(({ length }) => length > 0);
    if (some.length === 0) return done();
    for (const chunk of some) this.#deflate.write(chunk);
    this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
      const packed = Buffer.concat(this.#packed);
      this.#packed = [];
      this.#socket.write(packed, done);
    });
  }
}

const nothing = Buffer.alloc(0);

type Done = (error?: Error | null) => void;
