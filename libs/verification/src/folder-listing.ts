import type {
  FolderState,
  ItemInfo,
  ItemKind,
  ItemRange,
  MailSession,
} from '@mailhaul/connector-contract';
import type { FlagSets } from './flag-sets.ts';
import type { SteadySide } from './steady-side.ts';
import { likenessHash } from './surviving-traits.ts';

const firstCapacity = 256;

/** Mail first: what says nothing is mail. */
export const itemKinds: readonly ItemKind[] = [
  ...(['mail', 'event', 'contact', 'contact-group', 'task'] as const),
  ...(['note', 'journal', 'post', 'other'] as const),
];

export interface ListedPlace {
  readonly side: SteadySide;
  readonly folderId: string;
}

/** One side's items of one folder as columns: about 24 bytes an item, no bodies, no objects. */
export class FolderListing {
  readonly place: ListedPlace | undefined;
  generation = 0;
  count = 0;
  /** Items that the folder says it has and has not listed, asked twice. */
  missingCount = 0;
  ids = new Uint32Array(firstCapacity);
  sizes = new Float64Array(firstCapacity);
  epochSeconds = new Float64Array(firstCapacity);
  flagSets = new Uint32Array(firstCapacity);
  /** Places in `itemKinds`. */
  kinds = new Uint8Array(firstCapacity);
  /** Hashes of likenesses, 0 where none is told; absent while none is. */
  likenesses: BigUint64Array | undefined;

  /** Without a place: the empty listing of a folder that is not there or holds no items. */
  constructor(place?: ListedPlace) {
    this.place = place;
  }

  add(item: ItemInfo, flagSet: number): void {
    if (this.count === this.ids.length) this.#grow();
    this.ids[this.count] = item.id;
    this.sizes[this.count] = item.size;
    this.epochSeconds[this.count] = item.receivedAt.epochSeconds;
    this.flagSets[this.count] = flagSet;
    this.kinds[this.count] = itemKinds.indexOf(item.kind ?? 'mail');
    if (item.likeness !== undefined) {
      this.likenesses ??= new BigUint64Array(this.ids.length);
      this.likenesses[this.count] = BigInt(`0x${likenessHash(item.likeness)}`);
    }
    this.count += 1;
  }

  #grow(): void {
    const capacity = this.ids.length * 2;
    const grown = <T extends { set(from: T): void }>(to: T, from: T) => {
      to.set(from);
      return to;
    };
    this.ids = grown(new Uint32Array(capacity), this.ids);
    this.sizes = grown(new Float64Array(capacity), this.sizes);
    this.epochSeconds = grown(new Float64Array(capacity), this.epochSeconds);
    this.flagSets = grown(new Uint32Array(capacity), this.flagSets);
    this.kinds = grown(new Uint8Array(capacity), this.kinds);
    if (this.likenesses !== undefined)
      this.likenesses = grown(new BigUint64Array(capacity), this.likenesses);
  }
}

/** How many items of the range were not listed, at least: each id beyond the range may be an item. */
function missingIn(state: FolderState, { belowId }: ItemRange, listedCount: number): number {
  const beyondMax = belowId === undefined ? 0 : Math.max(0, state.nextId - belowId);
  return Math.max(0, state.itemCount - beyondMax - listedCount);
}

export type Listed =
  | { readonly kind: 'listed'; readonly listing: FolderListing }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Requests the listing at once and drains it without being awaited: what is requested behind it on the same session
 * never waits for its reader. Never rejects.
 */
export async function listFolder(
  place: ListedPlace,
  range: ItemRange,
  flags: FlagSets,
): Promise<Listed> {
  try {
    const listing = await place.side.run((session) => listOn(session, { place, range, flags }));
    return { kind: 'listed', listing };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function listOn(
  session: MailSession,
  { place, range, flags }: { place: ListedPlace; range: ItemRange; flags: FlagSets },
): Promise<FolderListing> {
  const listing = new FolderListing(place);
  let state: FolderState | undefined;
  let listedCount = 0;
  let isSelection = false;
  for await (const page of session.listItems(place.folderId, range)) {
    ({ state } = page);
    listedCount += page.listedCount ?? page.items.length;
    isSelection ||= page.listedCount !== undefined;
    listing.generation = page.state.generation;
    for (const item of page.items) listing.add(item, flags.numberOf(item.flags));
  }
  if (state !== undefined && missingIn(state, range, listedCount) > 0) {
    // Some may have been deleted while they were listed.
    const now = isSelection ? state : await session.folderState(place.folderId);
    listing.missingCount = missingIn(now, range, listedCount);
  }
  return listing;
}
