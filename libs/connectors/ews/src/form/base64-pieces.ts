/** A multiple of three, so that pieces of base64 fit together. */
const wholePieceBytes = 3 * 16 * 1024;

/** Bytes in base64 as they come: each piece has whole groups of four characters. */
export async function* base64Pieces(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  let rest: Uint8Array = Buffer.alloc(0);
  for await (const piece of bytes) {
    const all = rest.byteLength === 0 ? asBuffer(piece) : Buffer.concat([rest, piece]);
    const whole = all.length - (all.length % 3);
    // A copy: who gives the pieces may use their memory again.
    rest = Buffer.from(all.subarray(whole));
    if (whole > 0) yield all.toString('base64', 0, whole);
  }
  if (rest.byteLength > 0) yield asBuffer(rest).toString('base64');
}

/** In pieces that are no burden. */
export function* sliced(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += wholePieceBytes) {
    yield bytes.subarray(at, at + wholePieceBytes);
  }
}

/** Takes a stream of bytes apart into stretches of known length, read one after another. */
export class ByteStretches {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Uint8Array = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#pieces = bytes[Symbol.asyncIterator]();
  }

  /** @throws Error where there are not so many left */
  async *next(size: number): AsyncGenerator<Uint8Array> {
    for (let left = size; left > 0;) {
      if (this.#held.byteLength === 0) {
        const next = await this.#pieces.next();
        if (next.done === true) throw sizeDiffers();
        this.#held = next.value;
      }
      const part = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(part.byteLength);
      left -= part.byteLength;
      yield part;
    }
  }

  /** Goes over so many. */
  async leave(size: number): Promise<void> {
    for await (const piece of this.next(size)) void piece;
  }

  /** @throws Error where something is left */
  async end(): Promise<void> {
    while (this.#held.byteLength === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return;
      this.#held = next.value;
    }
    throw sizeDiffers();
  }
}

export function sizeDiffers(): Error {
  return new Error('the body has not the size it was announced with');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
