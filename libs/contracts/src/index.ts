export { subjects } from './bus/subjects.ts';
export {
  type Changed,
  type GrantedLease,
  type Heartbeat,
  type HeartbeatAnswer,
  type ReportingState,
  type WorkAnswer,
  type WorkAsk,
  type WorkersAnswer,
  changedSchema,
  grantedLeaseSchema,
  heartbeatAnswerSchema,
  heartbeatSchema,
  reportingStateSchema,
  workAnswerSchema,
  workAskSchema,
  makeTargetAnswerSchema,
  makeTargetSchema,
  readSourceSchema,
  workersAnswerSchema,
} from './bus/messages.ts';
export {
  type Connection,
  type ConnectionSecrets,
  type ConnectionSettings,
  type ConnectionTestStep,
  connectionInputSchema,
  connectionKinds,
  connectionSchema,
  connectionSecretsSchema,
  connectionSettingsSchema,
  connectionStatuses,
  connectionTestSchema,
  connectionTestStepSchema,
  mailboxKinds,
} from './http/connections.ts';
export { folderKindLabels, gradeReason, itemKindLabels, verifyAgain } from './http/findings.ts';
export {
  type Directory,
  type FoundMailbox,
  type MailboxSearchAnswer,
  type MailboxSearchQuery,
  type NamedPlace,
  type SearchLimit,
  foundKinds,
} from './http/directory.ts';
export {
  type Activity,
  type News,
  type SearchHit,
  type System,
  type Worker,
  activitySchema,
  newsAbouts,
  newsSchema,
  systemSchema,
} from './http/history.ts';
export {
  type LastMail,
  type NewsOptions,
  type NewsOptionsAnswer,
  mailAddressSchema,
  newsEveryMinutesMax,
  newsOptionsAnswerSchema,
  newsOptionsSchema,
  newsRecipientsMax,
  newsShownMax,
} from './http/news-options.ts';
export { itemKindChoices, wellKnownFolderNames } from './http/job-filters.ts';
export {
  filterSummary,
  itemKindChoiceLabels,
  type JobChange,
  jobChanges,
  jobOptionLabels,
  leftOutOfMailbox,
  type WordFormat,
} from './http/job-words.ts';
export {
  type Job,
  type JobHistory,
  type JobInput,
  type JobOptions,
  type JobPoint,
  type JobStatus,
  jobHistorySchema,
  jobInputSchema,
  jobOptionsInputSchema,
  jobSchema,
  jobStatuses,
} from './http/jobs.ts';
export { type LiveFrame, type LiveTopic, liveFrameSchema, liveTopics } from './http/live.ts';
export { openApiDocument } from './http/open-api.ts';
export {
  type Access,
  type Answer,
  type Operation,
  parametersOf,
  scopeOf,
} from './http/operation.ts';
export { type OperationName, type Operations, operations } from './http/operations.ts';
export {
  type PairStatus,
  pairStatusLabels,
  pairStatusSchema,
  pairStatuses,
} from './http/pair-status.ts';
export {
  type FailedCause,
  type FailedItem,
  type Folder,
  type Pair,
  type PairAction,
  type PairActionResult,
  type PairInput,
  type PairQuery,
  type PairSelection,
  failedItemSchema,
  folderSchema,
  mailboxSchema,
  pairActionSchema,
  selectionIdsMax,
  pairActions,
  newPairSchema,
  pairInputSchema,
  type NewPair,
  pairSchema,
  prioritySchema,
} from './http/pairs.ts';
export { folderRootSchema } from './http/folder-root.ts';
export {
  type ChangedConditions,
  type ConditionFate,
  type ConditionRow,
  type ConditionsPreviewAnswer,
  type ConditionsPreviewInput,
  type HeldBackReason,
  type JobConditions,
  type MailboxConditionInput,
  type TakenMailboxes,
  mailboxConditionSchema,
} from './http/conditions.ts';
export { refreshReport, refreshResultWords } from './http/refresh-words.ts';
export {
  type AddressRefresh,
  type PairSideName,
  type RefreshedRow,
  sourceRefreshResults,
  targetRefreshResults,
} from './http/refreshed-addresses.ts';
export {
  matchesMax,
  type MatchPreview,
  type MatchResult,
  type MatchRow,
  type MatchRuleInput,
  usualMatchRules,
} from './http/matching.ts';
export {
  type CreationInput,
  type InitialPasswords,
  type PlanAnswer,
  type PlanRow,
  creationSettingsSchema,
} from './http/creation.ts';
export { makingReasons } from './http/making-reasons.ts';
export { type Problem, type ProblemFault, problemSchema } from './http/problem.ts';
export {
  type JobSchedule,
  type ScheduleException,
  type ScheduleNow,
  type SchedulePeriod,
  isZone,
  scheduleSchema,
} from './http/schedule.ts';
export { localText, wallMs } from './http/zone-time.ts';
export {
  type ApiToken,
  type Operator,
  type Session,
  newPasswordSchema,
  operatorSchema,
  sessionSchema,
} from './http/session.ts';
export { type Tenant, colourNames, tenantSchema, tenantSettingsSchema } from './http/tenants.ts';
export { type PageQuery, idSchema, tenantIdSchema, workerRefSchema } from './http/values.ts';
export { collections } from './read-models/collections.ts';
