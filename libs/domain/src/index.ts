export { evolveLedger } from './ledger/evolve-ledger.ts';
export { type LedgerItem, forEachPackedItem, packItems } from './ledger/item-pack.ts';
export { ItemTable, type Standing, standings } from './ledger/item-table.ts';
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
  type IntendItems,
  type ItemResult,
  type MatchItems,
  type OpenPass,
  type OpenPassRejection,
  type RecoverBatch,
  type SettleBatch,
  type UnwrittenItem,
  decideIntendItems,
  decideMatchItems,
  decideOpenPass,
  decideRecoverBatch,
  decideSettleBatch,
  decideSettleUnwritten,
} from './ledger/ledger.decide.ts';
export type {
  FolderEnumeratedData,
  FolderNames,
  LedgerEvent,
  LedgerEventType,
  TargetProfile,
} from './ledger/ledger-events.ts';
export { ledgerUpcasters } from './ledger/ledger.versions.ts';
export { packIds, unpackIds } from './ledger/packing.ts';
export { type PairCommand, type PairRejection, pairDecider } from './pair/pair.decide.ts';
export {
  type KnownPair,
  type Pair,
  type PairEvent,
  type PairMailboxes,
  type PassEnding,
  type PassTotals,
  firstGeneration,
} from './pair/pair.ts';
export { ledgerStream, pairStream } from './stream-names.ts';
