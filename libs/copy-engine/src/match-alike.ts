import type { ItemInfo, ItemTraits } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import type { BothEvidence } from './match-altered.ts';
import { type ExpectedItem, type Match, matchExpected } from './match-expected.ts';
import type { PassRun } from './pass-run.ts';

interface Unmatched {
  readonly expected: readonly ExpectedItem[];
  readonly near: readonly ItemInfo[];
}

/** Its date says nothing: not every system keeps those of items that are not mail. */
export function isToldByLikeness({ likeness, kind }: ItemTraits): boolean {
  return likeness !== undefined || (kind !== undefined && kind !== 'mail');
}

/**
 * Where both systems tell likenesses: by equal ones, as a multiset. Twins of one likeness are interchangeable, so their number decides
 * and nothing of it is doubtful; and what is not like an item is not its copy, whatever else they have in common.
 */
export function matchAlike(
  run: PassRun,
  { expected, near }: Unmatched,
  { ours, theirs }: BothEvidence,
): { readonly matches: readonly Match[]; readonly left: Unmatched } {
  const likenessOf = (item: ExpectedItem) => ours.get(item)?.likeness;
  const told = near.filter(({ id }) => theirs.get(id)?.likeness !== undefined);
  if (told.length === 0) return { matches: [], left: { expected, near } };
  const originals = new Map<ExpectedItem, ExpectedItem>();
  for (const item of expected) {
    originals.set({ ...item, hash: likenessOf(item) as ContentHash | undefined }, item);
  }
  const candidates = told.map(({ id }) => ({ id, hash: theirs.get(id)?.likeness as ContentHash }));
  const matches = matchExpected([...originals.keys()], candidates, run.context.rules).map(
    (match) => ({ expected: originals.get(match.expected) ?? match.expected, id: match.id }),
  );
  const owing = new Set(matches.map((match) => match.expected));
  const taken = new Set(matches.map(({ id }) => id));
  const areAllTold = told.length === near.length;
  return {
    matches,
    left: {
      expected: expected.filter(
        (item) => !owing.has(item) && !(areAllTold && likenessOf(item) !== undefined),
      ),
      near: near.filter(({ id }) => !taken.has(id)),
    },
  };
}
