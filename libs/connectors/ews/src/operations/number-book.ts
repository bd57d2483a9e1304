import { createHash } from 'node:crypto';
import type { SessionMemory } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';

/** Of an entry of the memory: 256 KiB. */
const entryBytesMax = 256 * 1024;
const hashBytes = 8;
const hashesInEntry = Math.floor(entryBytesMax / hashBytes);
/** Short entries are put together when there are so many. */
const entriesMax = 64;
/** Numbers are 31 bits long, as those of Exchange. */
const numberMax = 0x7fff_fffe;

/**
 * Which item of a folder has which number, where the server numbers none: the n-th item that was seen is number n. An item is known by
 * eight bytes of its EWS id's hash. Kept with the pair, one entry of hashes after another, before a number is told to anybody; beside
 * it, under a key of its own, how far the folder was followed (the server's SyncState), which is never ahead of the hashes.
 */
export class NumberBook {
  readonly #memory: SessionMemory | undefined;
  readonly #keys: { readonly numbers: string; readonly state: string };
  readonly #numbers = new Map<string, number>();
  #entryCount = 0;
  #followedTo = '';

  private constructor(memory: SessionMemory | undefined, folderId: string) {
    this.#memory = memory;
    const folder = createHash('sha256').update(folderId).digest('base64url').slice(0, 22);
    this.#keys = { numbers: `ews-numbers-${folder}`, state: `ews-followed-${folder}` };
  }

  static async open(memory: SessionMemory | undefined, folderId: string): Promise<NumberBook> {
    const book = new NumberBook(memory, folderId);
    const entries = (await memory?.recall(book.#keys.numbers)) ?? [];
    for (const entry of entries) {
      const bytes = Buffer.from(entry);
      for (let at = 0; at + hashBytes <= bytes.length; at += hashBytes) {
        const hash = bytes.toString('latin1', at, at + hashBytes);
        // An item that stands there twice has the number that was told first.
        if (!book.#numbers.has(hash)) book.#numbers.set(hash, book.nextNumber);
      }
    }
    book.#entryCount = entries.length;
    const state = (await memory?.recall(book.#keys.state))?.at(-1);
    book.#followedTo = state === undefined ? '' : Buffer.from(state).toString('utf8');
    return book;
  }

  get nextNumber(): number {
    return this.#numbers.size + 1;
  }

  /** As the server gave it; empty at the beginning. */
  get followedTo(): string {
    return this.#followedTo;
  }

  numberOf(ewsId: string): number | undefined {
    return this.#numbers.get(hashOf(ewsId));
  }

  /** Gives the next numbers to those that have none, in this order; resolves once that is durable. */
  async add(ewsIds: readonly string[]): Promise<void> {
    const hashes = [...new Set(ewsIds.map(hashOf))].filter((hash) => !this.#numbers.has(hash));
    if (this.nextNumber + hashes.length > numberMax) throw errorOf('server-unsuitable');
    for (let at = 0; at < hashes.length; at += hashesInEntry) {
      const some = hashes.slice(at, at + hashesInEntry);
      await this.#keep(some);
      for (const hash of some) this.#numbers.set(hash, this.nextNumber);
    }
  }

  /** What {@link add} was called for is durable already. */
  async followTo(followedTo: string): Promise<void> {
    if (followedTo === this.#followedTo) return;
    this.#followedTo = followedTo;
    const entry = Buffer.from(followedTo);
    // One that is too long is not kept: the next pass follows the folder from its beginning.
    const kept = entry.length > entryBytesMax ? Buffer.alloc(0) : entry;
    await this.#memory?.add(this.#keys.state, kept, { begin: true });
  }

  async #keep(hashes: readonly string[]): Promise<void> {
    if (this.#memory === undefined) return;
    const all = [...this.#numbers.keys(), ...hashes];
    // Only what fits in one entry: what came between two of them would lose numbers that were told.
    const isAnew = this.#entryCount >= entriesMax && all.length <= hashesInEntry;
    const entry = Buffer.from((isAnew ? all : hashes).join(''), 'latin1');
    await this.#memory.add(this.#keys.numbers, entry, { begin: isAnew });
    this.#entryCount = isAnew ? 1 : this.#entryCount + 1;
  }
}

function hashOf(ewsId: string): string {
  return createHash('sha256').update(ewsId).digest().toString('latin1', 0, hashBytes);
}
