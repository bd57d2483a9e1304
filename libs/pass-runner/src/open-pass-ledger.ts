import type { Ledger } from '@mailhaul/domain';
import { EventLedger } from './event-ledger.ts';
import { type LedgerOpening, openLedger } from './open-ledger.ts';
import { memoryEventType, type SessionMemories, sessionMemories } from './session-memories.ts';

export interface OpenedPassLedger {
  /** The fold, live. */
  readonly ledger: Ledger;
  /** What the engine records through. */
  readonly view: EventLedger;
  /** What the connectors of both sides keep with it. */
  readonly memories: SessionMemories;
}

/**
 * Folds the pair's ledger and opens it for one pass: from then on no earlier epoch can append.
 * @throws what the store throws when it stays away.
 */
export async function openPassLedger(
  opening: LedgerOpening,
  isReadBack = true,
): Promise<OpenedPassLedger> {
  const opened = await openLedger(opening, isReadBack);
  const { store, sealer, worker } = opening;
  const { ledger, writer, stream, memoryFrom } = opened;
  const memories = sessionMemories({ store, sealer, stream, from: memoryFrom }, (data, sealed) =>
    writer.record({ type: memoryEventType, data: { e: ledger.epoch, ...data }, sealed }),
  );
  return { ledger, view: new EventLedger({ store, worker }, opened), memories };
}
