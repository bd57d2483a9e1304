import { type MailboxKind, treeOf } from './mailbox-kind.ts';
import type { PairSide } from './pair-events.ts';

interface TwoMailboxes {
  readonly source: string;
  readonly target?: string | undefined;
  readonly sourceKind?: MailboxKind | undefined;
  readonly targetKind?: MailboxKind | undefined;
  readonly sourceId?: string | undefined;
  readonly targetId?: string | undefined;
}

/** Whether a history of the one is one of the other. */
export function areSameMailboxes(one: TwoMailboxes, other: TwoMailboxes): boolean {
  return isSameSide(one, other, 'source') && isSameSide(one, other, 'target');
}

/** Who is known by an id is the same under every address, and somebody else with another id under the same one. */
function isSameSide(one: TwoMailboxes, other: TwoMailboxes, side: PairSide): boolean {
  if (treeOf(one[`${side}Kind`]) !== treeOf(other[`${side}Kind`])) return false;
  const told = isSameId(one[`${side}Id`], other[`${side}Id`]);
  return told ?? one[side] === other[side];
}

/** Undefined: the ids tell nothing. Those of two kinds are of two directories. */
export function isSameId(one: string | undefined, other: string | undefined): boolean | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one === other) return true;
  const kind = kindOf(one);
  // A distinguished name changes with what it names.
  return kind === kindOf(other) && kind !== 'dn' ? false : undefined;
}

function kindOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf(':')));
}
