export {
  type LedgerFolderReport,
  type LedgerReport,
  type LedgerRow,
  readLedgerReport,
} from './ledger-report.ts';
export {
  type MailboxPass,
  type PassEnd,
  type PassReport,
  type WorkerIdentity,
  runMailboxPass,
} from './run-mailbox-pass.ts';
export type { SessionMemories } from './session-memories.ts';
export { PassWaits } from './pass-waits.ts';
export { type PairPass, runPairPass } from './run-pair-pass.ts';
export { type OpenedPassLedger, openPassLedger } from './open-pass-ledger.ts';
