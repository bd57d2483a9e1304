import { areSameMailboxes } from './same-mailboxes.ts';
import type { PairMailboxes } from './pair-events.ts';
import type { KnownPair } from './pair.ts';

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
