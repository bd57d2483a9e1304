import type { ItemInfo } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import { type ExpectedItem, type Match, matchExpected } from './match-expected.ts';
import type { PassRun } from './pass-run.ts';

export interface ByMarker {
  readonly matches: readonly Match[];
  /** What markers say nothing about, to be looked for by what the items are. */
  readonly expected: readonly ExpectedItem[];
  /** Copies that are of nothing that is known here. */
  readonly free: readonly ItemInfo[];
}

/**
 * What a target keeps markers of is found by them, exactly, and no body is read. A person's copy of a copy has its marker too: one item
 * takes one of them, as of equal bytes, and no other item takes the rest.
 */
export function matchMarked(
  run: PassRun,
  t: number,
  what: { readonly expected: readonly ExpectedItem[]; readonly free: readonly ItemInfo[] },
): ByMarker {
  const { rules } = run.context;
  const isMarked = what.free.some(({ marker }) => marker !== undefined);
  if (!isMarked || !rules.recoverByMarker) return { ...what, matches: [] };
  const originals = new Map<ExpectedItem, ExpectedItem>();
  for (const [b, items] of Map.groupBy(what.expected, (item) => item.b)) {
    const batch = run.batchByNumber(b);
    const markers = batch === undefined ? [] : run.marked.ofBatch(batch);
    for (const item of items) {
      originals.set({ ...item, hash: markers[item.index] as ContentHash | undefined }, item);
    }
  }
  const candidates = what.free.flatMap(({ id, marker }) =>
    marker === undefined ? [] : [{ id, hash: marker as ContentHash }],
  );
  const matches = matchExpected([...originals.keys()], candidates, rules).map((match) => ({
    expected: originals.get(match.expected) ?? match.expected,
    id: match.id,
    isByMarker: true,
  }));
  const found = new Set(matches.map(({ expected }) => expected));
  const expected = what.expected.filter((item) => !found.has(item));
  return { matches, expected, free: expected.length === 0 ? [] : strangers(run, t, what) };
}

/** A copy that has the marker of something known here is that one's, whatever it looks like. */
export function strangers(
  run: PassRun,
  t: number,
  { free, also = [] }: { readonly free: readonly ItemInfo[]; readonly also?: Iterable<string> },
): readonly ItemInfo[] {
  if (!run.context.rules.recoverByMarker) return free;
  if (free.every(({ marker }) => marker === undefined)) return free;
  const known = run.marked.into(t);
  for (const marker of also) known.add(marker);
  return free.filter(({ marker }) => marker === undefined || !known.has(marker));
}
