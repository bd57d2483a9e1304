import type { ItemInfo } from '@mailhaul/connector-contract';
import type { BothEvidence } from './match-altered.ts';
import type { ExpectedItem, Match } from './match-expected.ts';
import type { PassRun } from './pass-run.ts';

/** What a server that alters single items adds or takes away: a header of its own, line ends. */
const closeBytes = 1_024;
const closeShare = 0.1;

/**
 * Items that a target which keeps most bytes may hold in an altered form: a copy that is nobody's has their date, a close
 * size and no other Message-ID, and stands where the item came in its batch. A batch arrives in order: what stands before an
 * item that is there must be there too; behind the last one that is there, nothing follows a gap.
 */
export function mayBeThere(
  run: PassRun,
  what: {
    readonly expected: readonly ExpectedItem[];
    readonly near: readonly ItemInfo[];
    readonly evidence: BothEvidence;
    readonly matches: readonly Match[];
  },
): ReadonlySet<ExpectedItem> {
  const isDateKept = run.context.ledger.profile?.date !== false;
  const taken = new Set(what.matches.map(({ id }) => id));
  const take = (item: ExpectedItem) => {
    const copy = what.near.find(
      (one) => !taken.has(one.id) && mayBe(item, one, { ...what.evidence, isDateKept }),
    );
    if (copy !== undefined) taken.add(copy.id);
    return copy !== undefined;
  };
  const placed = new Set(what.matches.map(({ expected }) => expected));
  const waiting = what.expected.filter((item) => !placed.has(item));
  // What is settled is there, and needs its copy first.
  for (const item of waiting) if (item.isSettled) take(item);
  const found = new Set<ExpectedItem>();
  const open = waiting.filter(({ isSettled }) => !isSettled);
  for (const [b, items] of Map.groupBy(open, (item) => item.b)) {
    const rows = run.batchByNumber(b)?.items() ?? [];
    const mine = what.matches.filter(({ expected }) => expected.b === b);
    const located = rows.map(({ targetId }, index) => (targetId > 0 ? index : -1));
    const last = Math.max(-1, ...located, ...mine.map(({ expected }) => expected.index));
    for (const item of items.toSorted((x, y) => x.index - y.index)) {
      if (take(item)) found.add(item);
      else if (item.index > last) break;
    }
  }
  return found;
}

function mayBe(
  item: ExpectedItem,
  copy: ItemInfo,
  known: BothEvidence & { readonly isDateKept: boolean },
): boolean {
  if (copy.id < item.fence || copy.id >= item.upper) return false;
  if (known.isDateKept && copy.receivedAt.epochSeconds !== item.epochSeconds) return false;
  if (Math.abs(copy.size - item.size) > closeBytes + closeShare * item.size) return false;
  const ours = known.ours.get(item);
  const theirs = known.theirs.get(copy.id);
  if (theirs === undefined) return false;
  // It cannot be read any more: its date is all that there is.
  if (ours === undefined) return known.isDateKept;
  return ours.messageIdHash === undefined || ours.messageIdHash === theirs.messageIdHash;
}
