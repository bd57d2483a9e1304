import type { Ledger } from '@mailhaul/domain';
import { EventLedger } from './event-ledger.ts';
import { type LedgerOpening, openLedger } from './open-ledger.ts';

export interface OpenedPassLedger {
  /** The fold, live. */
  readonly ledger: Ledger;
  /** What the engine records through. */
  readonly view: EventLedger;
}

/**
 * Folds the pair's ledger and opens it for one pass: from then on no earlier epoch can append.
 * @throws {LedgerOfOtherMailboxes} and what the store throws when it stays away.
 */
export async function openPassLedger(
  opening: LedgerOpening,
  isReadBack = true,
): Promise<OpenedPassLedger> {
  const opened = await openLedger(opening, isReadBack);
  const { store, worker } = opening;
  return { ledger: opened.ledger, view: new EventLedger({ store, worker }, opened) };
}
