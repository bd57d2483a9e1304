import { areSameMailboxes } from './mailbox-kind.ts';
import type { PairTarget } from './pair-commands.ts';
import type { PairEvent, PairFact, PairMailboxes } from './pair-events.ts';
import { isLeased, type KnownPair, mayBeWriting, type Pair } from './pair.ts';

type Matching = readonly PairEvent[] | 'PassUnderWay';

/** The target that its ledger is of goes on with it; any other one begins the next. */
export function matchPair(pair: KnownPair & Pair, command: PairFact & PairTarget): Matching {
  const { atMs, actor, target, targetUser, targetKind, matchedBy } = command;
  const mailboxes: PairMailboxes = {
    ...sourceSide(pair.mailboxes),
    ...{ target, matchedBy },
    ...(targetUser === undefined ? {} : { targetUser }),
    ...(targetKind === undefined ? {} : { targetKind }),
  };
  const was = pair.mailboxes;
  const isAsItIs =
    was !== undefined &&
    areSameMailboxes(was, mailboxes) &&
    was.targetUser === targetUser &&
    was.targetKind === targetKind &&
    was.matchedBy === matchedBy;
  if (isAsItIs) return [];
  if (isLeased(pair)) return 'PassUnderWay';
  const data = { atMs, actor, ...ledgerFor(pair, mailboxes) };
  return [{ type: 'PairMatched', data, sealed: mailboxes }];
}

/** Nobody may be writing by a ledger whose target is taken away. */
export function unmatchPair(pair: KnownPair & Pair, { atMs, actor }: PairFact): Matching {
  if (!pair.isMatched) return [];
  if (mayBeWriting(pair)) return 'PassUnderWay';
  return [{ type: 'PairUnmatched', data: { atMs, actor }, sealed: sourceSide(pair.mailboxes) }];
}

/** A generation where the present ledger is of other mailboxes than these; a pair that never had a pass has none. */
export function ledgerFor(
  pair: KnownPair,
  mailboxes: PairMailboxes,
): { readonly generation?: number } {
  const hasLedger = pair.passCount > 0 || pair.generation > 1;
  if (!hasLedger || mailboxes.target === undefined) return {};
  const isSame = pair.ledgerOf !== undefined && areSameMailboxes(pair.ledgerOf, mailboxes);
  return isSame ? {} : { generation: pair.generation + 1 };
}

function sourceSide(mailboxes: PairMailboxes | undefined): PairMailboxes {
  const { source = '', sourceUser, sourceKind, externalId } = mailboxes ?? {};
  return {
    source,
    ...(sourceUser === undefined ? {} : { sourceUser }),
    ...(sourceKind === undefined ? {} : { sourceKind }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}
