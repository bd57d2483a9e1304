export {
  type FolderChoice,
  type ItemFilters,
  type PassOptions,
  defaultPassOptions,
} from './pass-options.ts';
export type { LedgerMailboxes } from './ledger-mailboxes.ts';
export type { OutcomeCounts, PassProgress, ProgressSink, WaitReason } from './pass-progress.ts';
export { type ProtocolRules, allRules } from './protocol-rules.ts';
export type {
  BatchIntent,
  BatchRecovery,
  BatchSettlement,
  BatchView,
  ClaimView,
  ExcludedItem,
  ExistingMatch,
  FolderEnumeration,
  FolderMapping,
  FolderView,
  ItemResult,
  ItemStanding,
  LeftOutFolder,
  ParkedCount,
  PassLedger,
  RowView,
  SurplusRecord,
  SurplusRemoval,
  TargetGeneration,
  TargetProfileView,
  TargetView,
  UnwrittenOutcome,
} from './pass-ledger.ts';
export { BytesInAir } from './bytes-in-air.ts';
export { type RunPass, runPass } from './run-pass.ts';
export { type FolderLeftOut, foldersLeftOut, type LeaveOutReason } from './leave-out.ts';
export { type FolderPlan, type PlaceReason, planFolders } from './plan-folders.ts';
export { exclusionReason, type FilterKind } from './item-filters.ts';
export { type ChosenFilters, filtersAt } from './filters-at.ts';
export { wellKnownFolders } from './well-known-folders.ts';
export { commonForms } from './item-forms.ts';
