import type { ItemRow } from '../form/item-row.ts';
import type { PreparedItem } from './prepare-items.ts';

/** Open items are few: each is what one writer was at when it fell. */
const notedMax = 10_000;

interface Noted {
  readonly folderId: string;
  /** Its key; empty where the server kept none. */
  readonly key: string;
  /** As its name says it; empty where it stands under its own. */
  readonly nameKey: string;
  /** Somebody else has made it whole, and it was told as an item since. */
  isTold: boolean;
}

/**
 * Items that were begun and not ended, of all sessions of one connector: seen in listings, looked for before the first item of a folder
 * is written, or left by a session of ours that fell. By their ids, so that a last request on its way finds nothing to make whole
 * once they are removed. What a session of ours is at is not among them.
 */
export class UnfinishedItems {
  readonly #noted = new Map<string, Noted>();
  readonly #underWay = new Set<string>();
  readonly #lookedAt = new Set<string>();

  /** All that was open in that folder when it was looked for is noted. */
  isLookedAt(folderId: string): boolean {
    return this.#lookedAt.has(folderId);
  }

  lookedAt(folderId: string): void {
    this.#lookedAt.add(folderId);
  }

  /** Something was begun there, and nobody knows what it is called. */
  mayHaveMore(folderId: string): void {
    this.#lookedAt.delete(folderId);
  }

  /** As a listing tells it. */
  see(folderId: string, { ewsId, openAs }: Pick<ItemRow, 'ewsId' | 'openAs'>): void {
    if (openAs !== undefined) {
      if (!this.#underWay.has(ewsId) && this.#noted.size < notedMax) {
        this.#noted.set(ewsId, { folderId, ...openAs, isTold: false });
      }
      return;
    }
    const noted = this.#noted.get(ewsId);
    if (noted !== undefined) noted.isTold = true;
  }

  /** A session of ours has begun it. */
  begin(ewsId: string): void {
    this.#underWay.add(ewsId);
    this.#noted.delete(ewsId);
  }

  /** It is whole, or gone. */
  end(ewsId: string): void {
    this.#underWay.delete(ewsId);
    this.#noted.delete(ewsId);
  }

  /** It stays as it is. */
  leave(folderId: string, ewsId: string, { key, nameKey }: PreparedItem): void {
    this.end(ewsId);
    this.#noted.set(ewsId, { folderId, key, nameKey, isTold: false });
  }

  /**
   * What was begun of that item. A marker is one item's alone, so what has it is this item's, whole or not: nobody has taken it for a copy,
   * else the item would not be written. Twins without a marker share their names: what was told of them as an item may be one's copy.
   */
  of(folderId: string, { item: { marker }, key, nameKey }: PreparedItem): string[] {
    const isIts = (one: Noted) => {
      if (one.folderId !== folderId) return false;
      if (one.key !== '' && one.key === marker) return true;
      const isNamed = one.nameKey !== '' && one.nameKey === nameKey;
      return !one.isTold && (one.key === '' ? isNamed : one.key === key);
    };
    return [...this.#noted].filter(([, one]) => isIts(one)).map(([ewsId]) => ewsId);
  }
}
