export { type ItemFilters, type PassOptions, defaultPassOptions } from './pass-options.ts';
export type {
  OutcomeCounts,
  PassPhase,
  PassProgress,
  ProgressSink,
  WaitReason,
} from './pass-progress.ts';
export { type ProtocolRules, allRules } from './protocol-rules.ts';
export type {
  BatchIntent,
  BatchRecovery,
  BatchSettlement,
  BatchView,
  ClaimView,
  ExistingMatch,
  FolderEnumeration,
  FolderMapping,
  FolderView,
  IntendedItem,
  ItemResult,
  ItemStanding,
  PassLedger,
  RowView,
  SurplusRecord,
  TargetProfileView,
  TargetView,
  UnwrittenOutcome,
} from './pass-ledger.ts';
export { type EngineEnd, type RunPass, runPass } from './run-pass.ts';
export { type FolderPlan, type FolderPlanning, planFolders } from './plan-folders.ts';
export { exclusionReason } from './folder-job.ts';
