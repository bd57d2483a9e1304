import type { PairMailboxes } from './pair-events.ts';

export type Changes = { readonly [Name in keyof PairMailboxes]?: string | undefined };

export function withoutNothing(mailboxes: Changes): PairMailboxes {
  const told = Object.entries(mailboxes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as unknown as PairMailboxes;
}

/** The ledger is of the same mailboxes under what they are called now; that of another target stays that one's. */
export function refreshedLedger(
  ledgerOf: PairMailboxes | undefined,
  was: PairMailboxes | undefined,
  now: PairMailboxes | undefined,
): PairMailboxes | undefined {
  if (ledgerOf === undefined || was === undefined || now === undefined) return ledgerOf;
  const { source, sourceId, target, targetId } = now;
  return withoutNothing({
    ...ledgerOf,
    ...(ledgerOf.source === was.source ? { source, sourceId } : {}),
    ...(target !== undefined && ledgerOf.target === was.target ? { target, targetId } : {}),
  });
}
