export { evolveLedger } from './ledger/evolve-ledger.ts';
export {
  type Ledger,
  type LedgerBatch,
  type LedgerFolder,
  type LedgerTarget,
  folderAt,
  initialLedger,
  targetAt,
} from './ledger/ledger.ts';
export {
  decideIntendItems,
  decideMatchItems,
  decideOpenPass,
  decideRecoverBatch,
  decideSettleBatch,
  decideSettleUnwritten,
} from './ledger/ledger.decide.ts';
export type { LedgerEvent } from './ledger/ledger-events.ts';
export { ledgerUpcasters } from './ledger/ledger.versions.ts';
export { packIds } from './ledger/packing.ts';
export { type PairCommand, type PairRejection, pairDecider } from './pair/pair.decide.ts';
export { type Pair, type PairEvent, firstGeneration } from './pair/pair.ts';
export { ledgerStream, pairStream } from './stream-names.ts';
