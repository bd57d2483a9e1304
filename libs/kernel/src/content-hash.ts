import { createHash, hash } from 'node:crypto';

declare const brand: unique symbol;

/** The first 8 bytes of an item's SHA-256, as 16 lower-case hex digits: evidence that two items are equal. */
export type ContentHash = string & { readonly [brand]: 'ContentHash' };

export const contentHashBytes = 8;

export function contentHashOf(bytes: Uint8Array): ContentHash {
  return hash('sha256', bytes, 'hex').slice(0, 2 * contentHashBytes) as ContentHash;
}

/** The same hash over a body that arrives in pieces. */
export class ContentHasher {
  readonly #hash = createHash('sha256');

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  digest(): ContentHash {
    return this.#hash.digest('hex').slice(0, 2 * contentHashBytes) as ContentHash;
  }
}
