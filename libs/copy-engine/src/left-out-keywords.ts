import type { ReadyItem } from './ready-batch.ts';

/** Keywords that many items of the target were refused with are not even tried any more. */
const provenMin = 3;

/**
 * Items that a target refused may be refused for their keywords: each is tried once more without. What that shows is
 * remembered, so that a mailbox full of such items is not written twice.
 */
export class LeftOutKeywords {
  readonly #bare = new Set<string>();
  readonly #proven = new Map<string, number>();

  /** True when the item is worth another try, without its keywords. */
  refused(f: number, item: ReadyItem): boolean {
    const key = `${f}:${item.id}`;
    if (!item.flags.some(isKeyword) || this.#bare.has(key)) return false;
    this.#bare.add(key);
    return true;
  }

  /** The item's flags as they are to be written. */
  flagsOf(f: number, { id, flags }: ReadyItem): readonly string[] {
    if (this.#bare.has(`${f}:${id}`)) return flags.filter((flag) => !isKeyword(flag));
    return flags.filter((flag) => (this.#proven.get(flag) ?? 0) < provenMin);
  }

  /** The item is written; gives the keywords that it lost. */
  written(f: number, item: ReadyItem): readonly string[] {
    const wasBare = this.#bare.delete(`${f}:${item.id}`);
    const keywords = item.flags.filter(isKeyword);
    if (!wasBare) return keywords.filter((flag) => (this.#proven.get(flag) ?? 0) >= provenMin);
    for (const flag of keywords) this.#proven.set(flag, (this.#proven.get(flag) ?? 0) + 1);
    return keywords;
  }
}

function isKeyword(flag: string): boolean {
  return !flag.startsWith('\\');
}
