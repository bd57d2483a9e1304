import type { EnsureFolderOptions } from '@mailhaul/connector-contract';

/** A folder that was asked for and whose turn has not come. */
interface Wish {
  readonly path: readonly string[];
  readonly containerClass: string;
}

/** Of one request. */
const togetherMax = 50;

/**
 * Folders that are asked for at once, so that those of one parent can be made together: over a line, each request costs as much as the
 * mail of a small folder.
 */
export class WishedFolders {
  readonly #open = new Set<Wish>();

  /** The wish stands until `taken` is called: its turn has come. */
  add(
    path: readonly string[],
    { containerClass = '', apartFrom = [] }: EnsureFolderOptions,
  ): { readonly taken: () => void } {
    const wish = { path, containerClass };
    // What must be another folder than one that is there has its own way.
    if (apartFrom.length === 0) this.#open.add(wish);
    return { taken: () => void this.#open.delete(wish) };
  }

  /**
   * What else is to be made below that parent (its path as it is at the server): the next folder on the way of each wish, once, unless `isKnown`.
   * `keyOf` is one for names that are one there, `spelled` the name as it can be made.
   */
  below(parent: readonly string[], how: Naming): { path: string[]; containerClass: string }[] {
    const found = new Map<string, { path: string[]; containerClass: string }>();
    const depth = parent.length + 1;
    const parentKey = how.keyOf(parent);
    for (const { path, containerClass } of this.#open) {
      if (found.size >= togetherMax) break;
      if (path.length < depth) continue;
      const own = path.slice(0, depth).map(how.spelled);
      if (how.keyOf(own.slice(0, -1)) !== parentKey) continue;
      const key = how.keyOf(own);
      if (how.isKnown(key) || found.has(key)) continue;
      const isWhole = path.length === depth;
      found.set(key, {
        path: [...parent, own.at(-1) ?? ''],
        containerClass: isWhole ? containerClass : '',
      });
    }
    return [...found.values()];
  }
}

interface Naming {
  readonly keyOf: (path: readonly string[]) => string;
  readonly spelled: (name: string) => string;
  readonly isKnown: (key: string) => boolean;
}
