import { assert } from '@mailhaul/kernel';

/**
 * Compact columns for ledger events: integers as variable-length bytes (7 bits each, low first), the whole as base64,
 * since event data is JSON. An item costs about 17 bytes: id 1, size 2–3, date 3–4, hash 8, and a third for base64.
 */
export class PackWriter {
  #bytes: Uint8Array = new Uint8Array(256);
  #length = 0;

  /** A non-negative safe integer. */
  uint(value: number): void {
    assert(
      Number.isSafeInteger(value) && value >= 0,
      'only non-negative safe integers can be packed',
    );
    this.#reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Any safe integer below 2^52 in magnitude; small ones of either sign stay short (zigzag). */
  int(value: number): void {
    this.uint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
  }

  finish(): string {
    return Buffer.from(this.#bytes.buffer, 0, this.#length).toString('base64');
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.byteLength) return;
    const grown = new Uint8Array((this.#bytes.byteLength + count) * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Reads what PackWriter wrote, in the same order. Throws on a text that is cut or goes on. */
export class PackReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'base64');
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.byteLength;
  }

  uint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      assert(this.#offset < this.#bytes.byteLength, 'packed column is cut short');
      const byte = this.#bytes[this.#offset++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
      assert(scale < 2 ** 56, 'packed integer is too long');
    }
  }

  int(): number {
    const value = this.uint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  raw(count: number): Uint8Array {
    assert(this.#offset + count <= this.#bytes.byteLength, 'packed column is cut short');
    const out = this.#bytes.subarray(this.#offset, this.#offset + count);
    this.#offset += count;
    return out;
  }
}

/** Ids in any order; runs of ascending neighbours cost two or three bytes however long they are. */
export function packIds(ids: readonly number[]): string {
  const out = new PackWriter();
  let previous = 0;
  for (let i = 0; i < ids.length;) {
    const first = ids[i] as number;
    let run = 1;
    while (i + run < ids.length && ids[i + run] === first + run) run += 1;
    out.int(first - previous);
    out.uint(run - 1);
    previous = first + run - 1;
    i += run;
  }
  return out.finish();
}

export const packedIdsMax = 5_000_000;

export function unpackIds(text: string): number[] {
  const reader = new PackReader(text);
  const ids: number[] = [];
  let previous = 0;
  while (!reader.isAtEnd) {
    const first = previous + reader.int();
    const run = reader.uint() + 1;
    assert(ids.length + run <= packedIdsMax, 'packed ids are too many');
    for (let i = 0; i < run; i += 1) ids.push(first + i);
    previous = first + run - 1;
  }
  return ids;
}
