import type { SessionMemory } from '@mailhaul/connector-contract';

/** A memory as a pair has one; it may stop being durable at any entry. */
export class KeptMemory implements SessionMemory {
  readonly entries = new Map<string, Uint8Array[]>();
  /** Entries that are still taken. */
  room = Infinity;

  recall(key: string): Promise<readonly Uint8Array[]> {
    return Promise.resolve([...(this.entries.get(key) ?? [])]);
  }

  add(key: string, entry: Uint8Array, how?: { readonly begin: boolean }): Promise<void> {
    if (this.room <= 0) return Promise.reject(new Error('the ledger is not ours any more'));
    if (entry.byteLength > 256 * 1024) return Promise.reject(new Error('too long an entry'));
    this.room -= 1;
    const before = how?.begin === true ? [] : (this.entries.get(key) ?? []);
    this.entries.set(key, [...before, Uint8Array.from(entry)]);
    return Promise.resolve();
  }

  /** What another process finds. */
  copy(): KeptMemory {
    const copy = new KeptMemory();
    for (const [key, entries] of this.entries) copy.entries.set(key, [...entries]);
    return copy;
  }
}
