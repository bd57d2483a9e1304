import type { RefreshedAddresses, RefreshedSide } from './pair-commands.ts';
import type { PairEvent, PairFact, PairMailboxes, PairSide, RefreshOrigin } from './pair-events.ts';
import { type Changes, withoutNothing } from './refreshed-ledger.ts';
import { isLeased } from './pair.ts';
import type { KnownPair, Pair } from './pair.ts';

/**
 * The ledger goes on, for the mailboxes are the same. Where a directory says so a pass under way may go on as well; who keeps a list
 * may be mistaken, and the next pass looks.
 */
export function refreshPair(
  pair: Pair & KnownPair,
  { atMs, actor, by, source, target }: PairFact & RefreshedAddresses,
): readonly PairEvent[] | 'PassUnderWay' {
  const was = pair.mailboxes;
  if (was === undefined) return [];
  const changes = [
    source === undefined ? {} : sideNow(was, 'source', { ...source, by }),
    // Who has no target is not called anything there.
    target === undefined || was.target === undefined
      ? {}
      : sideNow(was, 'target', { ...target, by }),
  ];
  const mailboxes = withoutNothing({ ...was, ...changes[0], ...changes[1] });
  const sides = (['source', 'target'] as const).filter((side) => mailboxes[side] !== was[side]);
  const isLearnt = mailboxes.sourceId !== was.sourceId || mailboxes.targetId !== was.targetId;
  if (sides.length === 0 && !isLearnt) return [];
  if (by === 'person' && isLeased(pair)) return 'PassUnderWay';
  return [{ type: 'AddressRefreshed', data: { atMs, actor, by, sides }, sealed: mailboxes }];
}

function sideNow(
  was: PairMailboxes,
  side: PairSide,
  { address, id, by }: RefreshedSide & { readonly by: RefreshOrigin },
): Changes {
  const user = was[`${side}User`];
  // Who signs in by the mailbox's address does so by the new one.
  const isByAddress = user !== undefined && user.toLowerCase() === was[side]?.toLowerCase();
  // A list names whom it means; an id of whoever was called so before would bring that one back.
  const isForgotten = by === 'person' && address !== was[side];
  return {
    [side]: address,
    ...(isByAddress ? { [`${side}User`]: address } : {}),
    ...(id !== undefined || isForgotten ? { [`${side}Id`]: id } : {}),
  };
}
