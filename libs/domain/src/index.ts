export {
  type Alert,
  type AlertCommand,
  type AlertEvent,
  type AlertFacts,
  type AlertRejection,
  type GatheredEvent,
  alertDecider,
} from './alert/alert.ts';
export {
  type ConnectionCommand,
  type ConnectionRejection,
  connectionDecider,
} from './connection/connection.decide.ts';
export type {
  Connection,
  ConnectionDetails,
  DirectoryDetails,
  ConnectionEvent,
  ConnectionFacts,
  ConnectionKind,
} from './connection/connection.ts';
export { type HeldBack, heldBack } from './conditions/held-back.ts';
export {
  type KnownMailbox,
  type MailboxCondition,
  type Selection,
  selectedBy,
  usualConditions,
} from './conditions/mailbox-conditions.ts';
export {
  type ConditionsPreview,
  type EnteringMailbox,
  type JobMailbox,
  type LeavingMailbox,
  type LeavingReason,
  type StayingMailbox,
  previewConditions,
  previewSteps,
} from './conditions/preview-conditions.ts';
export {
  type CreationNames,
  type CreationRules,
  type CreationSettings,
  passwordClasses,
} from './creation/creation-settings.ts';
export { initialPassword } from './creation/initial-password.ts';
export { faultOfNamePattern, type TargetNames, targetNamesOf } from './creation/target-names.ts';
export type { Fact, Ordered } from './fact.ts';
export { type JobCommand, type JobRejection, jobDecider } from './job/job.decide.ts';
export type {
  ConditionsNotApplied,
  JobDetails,
  JobEvent,
  JobOptions,
  JobSides,
} from './job/job-events.ts';
export type { Job, KnownJob } from './job/job.ts';
export { type JobWindow, isDeltaDue, nextDeltaMs, windowAt, windowEnds } from './job/job-window.ts';
export { evolveLedger } from './ledger/evolve-ledger.ts';
export {
  type Ledger,
  type LedgerBatch,
  type LedgerFolder,
  type LedgerTarget,
  folderAt,
  initialLedger,
  reasonAt,
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
export type {
  LedgerEvent,
  MemoryKeptEvent,
  PassProgressedData,
  ProgressCounts,
  ProgressWait,
} from './ledger/ledger-events.ts';
export { ledgerUpcasters } from './ledger/ledger.versions.ts';
export { addressOfPattern, faultOfPattern } from './matching/address-pattern.ts';
export {
  asConflict,
  automatch,
  type MatchConfidence,
  type MatchProposal,
  type MatchRule,
  type SourceMailbox,
  type TargetMailbox,
} from './matching/automatch.ts';
export { type MailboxKind, mailboxKeyOf } from './pair/mailbox-kind.ts';
export { areSameMailboxes } from './pair/same-mailboxes.ts';
export { forEachPackedItem } from './ledger/item-pack.ts';
export { PackReader, packIds, unpackIds } from './ledger/packing.ts';
export {
  type OperatorCommand,
  type OperatorRejection,
  apiTokensMax,
  operatorDecider,
} from './operator/operator.decide.ts';
export type {
  ApiToken,
  Operator,
  OperatorDetails,
  OperatorEvent,
  Role,
  RoleGrant,
  TokenScope,
} from './operator/operator.ts';
export type { PairCommand, PairRejection } from './pair/pair-commands.ts';
export { deathCode, deathsMax, pairDecider } from './pair/pair.decide.ts';
export type {
  PairCredentials,
  PairEvent,
  PairLeaveReason,
  PairMailboxes,
  PairPlacing,
  PairSide,
  PassFindings,
  PassKind,
  PassTotals,
} from './pair/pair-events.ts';
export {
  type KnownPair,
  type Lease,
  type Pair,
  firstGeneration,
  unsaidPriority,
  usualPriority,
} from './pair/pair.ts';
export { type PlannedTarget, type TargetPlan, targetPlans } from './pair/target-making-events.ts';
export { isTargetOwed } from './pair/target-owed.ts';
export type {
  JobSchedule,
  ScheduleException,
  ScheduleLimits,
  SchedulePeriod,
} from './schedule/schedule.ts';
export {
  type Shard,
  type ShardCommand,
  type ShardEvent,
  type ShardRejection,
  shardDecider,
} from './shard/shard.ts';
export {
  type StreamParts,
  alertStream,
  mailerStream,
  mailingStream,
  newsOptionsStream,
  connectionStream,
  jobStream,
  ledgerStream,
  operatorStream,
  pairStream,
  parseStream,
  providerTenant,
  shardStream,
  tenantStream,
  workerStream,
} from './stream-names.ts';
export {
  type Tenant,
  type TenantCommand,
  type TenantDetails,
  type TenantEvent,
  type TenantFacts,
  type TenantRejection,
  tenantDecider,
} from './tenant/tenant.ts';
export {
  type AskedMailbox,
  type AskedTarget,
  DirectoryList,
  type ListedMailbox,
  type MissingReason,
  refreshSource,
  refreshTarget,
  type SourceRefresh,
  type TargetRefresh,
} from './refresh/refresh-addresses.ts';
export {
  type WorkerCommand,
  workerDecider,
  type WorkerDuty,
  type WorkerEvent,
  type WorkerOrder,
  type WorkerRejection,
} from './worker/worker-duty.ts';
export { type Mailer, type MailerEvent, mailerDecider } from './news/mailer.ts';
export {
  type MailFacts,
  type Mailing,
  type MailingCommand,
  type MailingEvent,
  type MailOutcome,
  mailedUpTo,
  mailingDecider,
} from './news/mailing.ts';
export {
  type ByTone,
  type NewsOptions,
  type NewsRecipients,
  type NewsSettings,
  type NewsSettingsCommand,
  type NewsSettingsEvent,
  isPlainAddress,
  newsKinds,
  newsSettingsDecider,
  usualNewsSettings,
} from './news/news-options.ts';
