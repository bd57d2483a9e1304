import type { FolderListing } from './folder-listing.ts';

export const hashUnread = 0;
export const hashKnown = 1;
export const hashUnreadable = 2;

/** How items are told apart where their bytes are made anew each time. */
export interface Survival {
  /** Both systems say what two copies of one item have in common. */
  readonly areLikenessesTold: boolean;
}

/**
 * The items of several source folders and of the one target folder they map to, side by side: rows below
 * `sourceCount` are the source's. An item is its row number everywhere in this library.
 */
export class ItemTable {
  readonly listings: readonly FolderListing[];
  readonly sourceCount: number;
  readonly count: number;
  readonly ids: Uint32Array;
  readonly sizes: Float64Array;
  readonly epochSeconds: Float64Array;
  readonly flagSets: Uint32Array;
  /** Index into `listings`. */
  readonly places: Uint32Array;
  readonly hashes: BigUint64Array;
  readonly hashStates: Uint8Array;
  readonly kinds: Uint8Array;
  /** What tells items from others; undefined: their bytes. */
  readonly survival: Survival | undefined;

  constructor(sources: readonly FolderListing[], target: FolderListing, survival?: Survival) {
    this.survival = survival;
    this.listings = [...sources, target];
    this.sourceCount = sources.reduce((sum, listing) => sum + listing.count, 0);
    this.count = this.sourceCount + target.count;
    this.ids = new Uint32Array(this.count);
    this.sizes = new Float64Array(this.count);
    this.epochSeconds = new Float64Array(this.count);
    this.flagSets = new Uint32Array(this.count);
    this.places = new Uint32Array(this.count);
    this.hashes = new BigUint64Array(this.count);
    this.hashStates = new Uint8Array(this.count);
    this.kinds = new Uint8Array(this.count);
    let at = 0;
    this.listings.forEach((listing, place) => {
      const { count } = listing;
      this.ids.set(listing.ids.subarray(0, count), at);
      this.sizes.set(listing.sizes.subarray(0, count), at);
      this.epochSeconds.set(listing.epochSeconds.subarray(0, count), at);
      this.flagSets.set(listing.flagSets.subarray(0, count), at);
      this.kinds.set(listing.kinds.subarray(0, count), at);
      this.#takeLikenesses(listing, at);
      this.places.fill(place, at, at + count);
      at += count;
    });
  }

  /** Where both systems tell them, no body has to be read. */
  #takeLikenesses({ likenesses, count }: FolderListing, at: number): void {
    if (likenesses === undefined || this.survival?.areLikenessesTold !== true) return;
    for (const [item, likeness] of likenesses.subarray(0, count).entries()) {
      if (likeness === 0n) continue;
      this.hashes[at + item] = likeness;
      this.hashStates[at + item] = hashKnown;
    }
  }

  id(row: number): number {
    return this.ids[row] ?? 0;
  }

  size(row: number): number {
    return this.sizes[row] ?? 0;
  }

  date(row: number): number {
    return this.epochSeconds[row] ?? 0;
  }

  flagSet(row: number): number {
    return this.flagSets[row] ?? 0;
  }

  place(row: number): number {
    return this.places[row] ?? 0;
  }

  isHashKnown(row: number): boolean {
    return this.hashStates[row] === hashKnown;
  }

  hash(row: number): bigint {
    return this.hashes[row] ?? 0n;
  }

  setHash(row: number, hash: string): void {
    this.hashes[row] = BigInt(`0x${hash}`);
    this.hashStates[row] = hashKnown;
  }

  setUnreadable(row: number): void {
    this.hashStates[row] = hashUnreadable;
  }
}
