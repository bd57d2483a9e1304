import { assert, type ContentHash } from '@mailhaul/kernel';

/** An item of ours that should be at the target, somewhere in fence ≤ id < upper. */
export interface ExpectedItem {
  readonly b: number;
  readonly index: number;
  readonly fence: number;
  /** Infinity where no later bound is known. */
  readonly upper: number;
  readonly size: number;
  readonly epochSeconds: number;
  readonly hash: ContentHash | undefined;
  /** Settled as migrated: certainly there, only its id is unknown. */
  readonly isSettled: boolean;
}

export interface Candidate {
  readonly id: number;
  readonly hash: ContentHash;
}

export interface Match {
  readonly expected: ExpectedItem;
  readonly id: number;
  /** The copy says itself that it is the item's. */
  readonly isByMarker?: boolean;
}

/**
 * Matches expected items with candidates of equal bytes, as a multiset. Within a group of equals each candidate, in
 * ascending order, goes to the eligible expected item whose upper bound comes first (settled ones before open ones where
 * that is equal): with intervals that order finds a largest matching.
 */
export function matchExpected(
  expected: readonly ExpectedItem[],
  candidates: readonly Candidate[],
  rules: { readonly adoptOnlyAboveFence: boolean },
): readonly Match[] {
  const groups = new Map<ContentHash, ExpectedItem[]>();
  for (const item of expected) {
    if (item.hash === undefined) continue;
    const group = groups.get(item.hash);
    if (group === undefined) groups.set(item.hash, [item]);
    else group.push(item);
  }
  const matches: Match[] = [];
  for (const candidate of candidates.toSorted((a, b) => a.id - b.id)) {
    const group = groups.get(candidate.hash);
    if (group === undefined) continue;
    const best = bestFor(candidate.id, group, rules);
    if (best === undefined) continue;
    group.splice(group.indexOf(best), 1);
    assert(!rules.adoptOnlyAboveFence || candidate.id >= best.fence, 'nothing below its fence');
    matches.push({ expected: best, id: candidate.id });
  }
  return matches;
}

function bestFor(
  id: number,
  group: readonly ExpectedItem[],
  rules: { readonly adoptOnlyAboveFence: boolean },
): ExpectedItem | undefined {
  let best: ExpectedItem | undefined;
  for (const item of group) {
    if (rules.adoptOnlyAboveFence && id < item.fence) continue;
    if (id >= item.upper) continue;
    if (best === undefined || comesFirst(item, best)) best = item;
  }
  return best;
}

function comesFirst(a: ExpectedItem, b: ExpectedItem): boolean {
  if (a.upper !== b.upper) return a.upper < b.upper;
  if (a.isSettled !== b.isSettled) return a.isSettled;
  return a.b !== b.b ? a.b < b.b : a.index < b.index;
}
