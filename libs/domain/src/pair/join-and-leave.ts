import type { PairRejection } from './pair-commands.ts';
import type {
  PairEvent,
  PairFact,
  PairLeaveReason,
  PairMailboxes,
  PairPlacing,
} from './pair-events.ts';
import { isLeased, type KnownPair, type Pair, usualPriority } from './pair.ts';
import { areSameMailboxes } from './same-mailboxes.ts';

type Decision = readonly PairEvent[] | PairRejection;

/** Whoever left by its job's conditions comes back with all it had; whoever was removed begins anew. */
export function addPair(
  pair: Pair,
  command: PairFact & {
    readonly mailboxes: PairMailboxes;
    readonly placing?: PairPlacing;
    readonly byConditions?: true;
  },
): Decision {
  const { mailboxes, placing = {}, byConditions } = command;
  const origin = byConditions === true ? { byConditions } : {};
  if (pair.status === 'removed' && pair.left !== undefined && goesOn(pair.left, mailboxes)) {
    return [{ type: 'PairReturned', data: { ...factOf(command), ...origin } }];
  }
  if (pair.status === 'unknown' || pair.status === 'removed') {
    const next = pair.status === 'removed' ? { generation: pair.generation + 1 } : {};
    const data = {
      ...{ ...factOf(command), priority: usualPriority, ...placing, ...origin },
      ...{ ...next, ...matchedOf(mailboxes) },
    };
    return [{ type: 'PairAdded', data, sealed: mailboxes }];
  }
  const isSame = pair.mailboxes === undefined || areSameMailboxes(pair.mailboxes, mailboxes);
  if (pair.leaving !== undefined && goesOn(pair, mailboxes)) {
    return [{ type: 'PairReturned', data: { ...factOf(command), ...origin } }];
  }
  return isSame ? [] : { kind: 'rejected', reason: 'OtherMailboxes' };
}

/** Whoever names no target means the one that it has. */
function goesOn({ mailboxes: known }: KnownPair, given: PairMailboxes): boolean {
  if (known === undefined) return false;
  const { target = known.target, targetKind = known.targetKind } = given;
  return areSameMailboxes(known, { ...given, target, targetKind });
}

/** At once, or once the worker that has its pass has stopped. */
export function leavePair(
  pair: Pair & KnownPair,
  { atMs, actor, why }: PairFact & { readonly why: PairLeaveReason },
): readonly PairEvent[] {
  if (pair.leaving === why) return [];
  return [{ type: isLeased(pair) ? 'PairLeaving' : 'PairLeft', data: { atMs, actor, why } }];
}

/** Nobody is at it any more, and it was to leave. */
export function departure(pair: Pair, command: PairFact): readonly PairEvent[] {
  if (pair.status === 'unknown' || pair.status === 'removed') return [];
  const { leaving: why } = pair;
  if (why === undefined || isLeased(pair)) return [];
  return [{ type: 'PairLeft', data: { ...factOf(command), why } }];
}

export function matchedOf({ target }: PairMailboxes): { readonly isMatched?: false } {
  return target === undefined ? { isMatched: false } : {};
}

function factOf({ atMs, actor }: PairFact): PairFact {
  return { atMs, actor };
}
