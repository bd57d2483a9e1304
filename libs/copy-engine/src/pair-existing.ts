import type { PlannedItem } from './folder-job.ts';
import type { ItemEvidence } from './hash-items.ts';
import type { ExistingMatch } from './pass-ledger.ts';

export interface Sides {
  readonly ours: ReadonlyMap<number, ItemEvidence>;
  readonly theirs: ReadonlyMap<number, ItemEvidence>;
  readonly theirItems: ReadonlyMap<number, PlannedItem>;
}

export type KeysOf = (evidence: ItemEvidence, item: PlannedItem, isOurs: boolean) => string[];

/** What has an item's likeness is it or its twin: of more or fewer than there should be nothing is doubtful. */
export const byLikeness: KeysOf = ({ likeness }) => (likeness === undefined ? [] : [likeness]);

export interface Pairing {
  readonly matches: ExistingMatch[];
  /** Items that may be there or not: nothing tells them from others of the same evidence. */
  readonly doubtful: PlannedItem[];
}

/**
 * Rounds, each with what the last one left: equal bytes; equal but for what mending servers change; equal Message-ID and
 * date; and, where a round
 * showed that the target rewrites bytes, no Message-ID on both sides, equal date, and longer by as much as others are:
 * that is too little to adopt anything, and too much to write a second copy.
 */
export function pair(
  wanted: readonly PlannedItem[],
  sides: Sides,
  only?: {
    readonly rounds: readonly KeysOf[];
    readonly placeOf: (key: string) => string;
  },
): Pairing {
  const pairing: Pairing = { matches: [], doubtful: [] };
  const growths = new Set<number>();
  const taken = new Set<number>();
  const byHash: KeysOf = ({ hash }) => [hash];
  const byEssence: KeysOf = ({ essence }) => [essence];
  // What is not like an item is not its copy, whatever else they have in common.
  const areTold = isToldIn(sides.ours) && isToldIn(sides.theirs);
  const isOther = ({ likeness }: ItemEvidence) => areTold && likeness !== undefined;
  const byMessageId: KeysOf = (evidence) =>
    evidence.messageIdHash && !isOther(evidence) ? [evidence.messageIdHash] : [];
  const byGrowth: KeysOf = (evidence, { size }, isOurs) => {
    if (evidence.messageIdHash !== undefined || isOther(evidence)) return [];
    return isOurs ? [...growths].map((growth) => String(size + growth)) : [String(size)];
  };
  const placeOf = only?.placeOf ?? datedPlace;
  let left = wanted;
  for (const keysOf of only?.rounds ?? [byHash, byEssence, byLikeness, byMessageId, byGrowth]) {
    const free = new Map<string, number[]>();
    for (const [id, evidence] of [...sides.theirs].toSorted(([x], [y]) => x - y)) {
      const item = sides.theirItems.get(id);
      if (item === undefined || taken.has(id)) continue;
      for (const key of keysOf(evidence, item, false)) add(free, placeOf(key, item), id);
    }
    const groups = new Map<string, PlannedItem[]>();
    for (const item of left) {
      const evidence = sides.ours.get(item.id);
      if (evidence === undefined) continue;
      const places = keysOf(evidence, item, true).map((key) => placeOf(key, item));
      const place = places.find((one) => free.has(one));
      if (place !== undefined) add(groups, place, item);
    }
    const settled = new Set<PlannedItem>();
    for (const [place, items] of groups) {
      const found = free.get(place) ?? [];
      const hashes = new Set(items.map(({ id }) => sides.ours.get(id)?.hash));
      const isUnclear = found.length !== items.length && hashes.size > 1;
      if (keysOf === byGrowth || (isUnclear && keysOf !== byLikeness)) {
        pairing.doubtful.push(...items);
        for (const item of items) settled.add(item);
        continue;
      }
      for (const [i, item] of items.slice(0, found.length).entries()) {
        const id = found[i] as number;
        const { id: sourceId, size, epochSeconds } = item;
        taken.add(id);
        settled.add(item);
        growths.add((sides.theirItems.get(id)?.size ?? size) - size);
        const hash = sides.ours.get(item.id)?.hash;
        pairing.matches.push({ item: { sourceId, size, epochSeconds, hash }, id });
      }
    }
    growths.delete(0);
    left = left.filter((item) => !settled.has(item));
  }
  return pairing;
}

function isToldIn(side: ReadonlyMap<number, ItemEvidence>): boolean {
  return side.values().some(({ likeness }) => likeness !== undefined);
}

function datedPlace(key: string, item: PlannedItem): string {
  return `${key} ${item.epochSeconds}`;
}

function add<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
