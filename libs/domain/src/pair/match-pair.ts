import { ledgerFor } from './ledger-for.ts';
import type { PairTarget } from './pair-commands.ts';
import type { PairEvent, PairFact, PairMailboxes } from './pair-events.ts';
import { areSameMailboxes } from './same-mailboxes.ts';
import { isLeased, mayBeWriting } from './pair.ts';
import type { KnownPair, Pair } from './pair.ts';

type Matching = readonly PairEvent[] | 'PassUnderWay';
type WithTarget = Matching | 'TargetBeingMade';

/** The target that its ledger is of goes on with it; any other one begins the next. */
export function matchPair(pair: KnownPair & Pair, command: PairFact & PairTarget): WithTarget {
  const { atMs, actor, target, targetId, targetUser, targetKind, matchedBy } = command;
  const mailboxes: PairMailboxes = {
    ...sourceSide(pair.mailboxes),
    ...{ target, matchedBy },
    ...(targetUser === undefined ? {} : { targetUser }),
    ...(targetKind === undefined ? {} : { targetKind }),
    ...(targetId === undefined ? {} : { targetId }),
  };
  const was = pair.mailboxes;
  const isAsItIs =
    was !== undefined &&
    areSameMailboxes(was, mailboxes) &&
    was.target === target &&
    was.targetId === targetId &&
    was.targetUser === targetUser &&
    was.targetKind === targetKind &&
    was.matchedBy === matchedBy;
  if (isAsItIs) return [];
  if (isLeased(pair)) return 'PassUnderWay';
  if (pair.making.current !== undefined) return 'TargetBeingMade';
  const data = { atMs, actor, ...ledgerFor(pair, mailboxes) };
  return [{ type: 'PairMatched', data, sealed: mailboxes }];
}

/** Nobody may be writing by a ledger whose target is taken away. */
export function unmatchPair(pair: KnownPair & Pair, { atMs, actor }: PairFact): Matching {
  if (!pair.isMatched) return [];
  if (mayBeWriting(pair)) return 'PassUnderWay';
  return [{ type: 'PairUnmatched', data: { atMs, actor }, sealed: sourceSide(pair.mailboxes) }];
}

/** With what is the row's own, whatever its target. */
function sourceSide(mailboxes: PairMailboxes | undefined): PairMailboxes {
  const { source = '', sourceUser, sourceKind, externalId, sourceId, folderRoot } = mailboxes ?? {};
  return {
    source,
    ...(sourceUser === undefined ? {} : { sourceUser }),
    ...(sourceKind === undefined ? {} : { sourceKind }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(folderRoot === undefined ? {} : { folderRoot }),
  };
}
