import type { LedgerMailboxes } from '@mailhaul/copy-engine';
import type { Ledger } from '@mailhaul/domain';
import type { LedgerWriter } from './ledger-writer.ts';

/** The ledger's mailboxes, live. */
export function ledgerMailboxes(ledger: Ledger, writer: LedgerWriter): LedgerMailboxes {
  return {
    unproven: ledger.unproven,
    get sourceAtFirst() {
      return ledger.sourceAtFirst;
    },
    recordProven: () => writer.record({ type: 'MailboxesProven', data: { e: ledger.epoch } }),
  };
}
