import type { Pair, PairAction } from '@mailhaul/contracts';
import { mailboxes } from '../../lib/format.ts';
import { pairRefusal } from './pair-actions.ts';

interface Chosen {
  readonly count: number;
  readonly pairs: readonly Pair[];
}

export const chooseFirst = 'Choose mailboxes in the table first';
export const chooseOne = 'Choose one mailbox in the table: the report is of one';

/** Why that cannot be done with any of the chosen mailboxes; where some can, the answer says which refused. */
export function chosenRefusal(chosen: Chosen | undefined, action: PairAction): string | undefined {
  if (chosen === undefined || chosen.count === 0) return chooseFirst;
  const { pairs, count } = chosen;
  if (pairs.length < count) return undefined;
  const reasons = new Set(pairs.map((pair) => pairRefusal(pair, action)));
  const [reason, ...others] = reasons;
  if (reasons.has(undefined) || reason === undefined) return undefined;
  if (count === 1) return reason;
  return others.length === 0
    ? `All ${mailboxes(count)}: ${reason}`
    : 'None of the chosen mailboxes can now: the menu of each says why';
}
