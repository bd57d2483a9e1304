export { type Decider, type Rejection, isRejection } from './decider.ts';
export {
  type DomainEvent,
  type EventCodec,
  type EventPlace,
  type UpcastEvent,
  type Upcaster,
  type Upcasters,
  UnknownEventVersion,
  decodeEvent,
  encodeEvent,
} from './event-codec.ts';
export {
  type CommandIdentity,
  type CommandResult,
  type CommandTarget,
  conflictsMax,
  handleCommand,
  resendsMax,
} from './handle-command.ts';
export { type LogFollower, followLog } from './follow-log.ts';
export {
  type AppendResult,
  type ExpectedRevision,
  type JsonObject,
  type JsonValue,
  type LogPosition,
  type NewEvent,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionMessage,
  EventStore,
  InvalidEvent,
  OutcomeUnknown,
  StoreUnavailable,
  WrongExpectedRevision,
  appendBytesMax,
  appendEventsMax,
} from './ports/event-store.ts';
export {
  type AppendRequest,
  type PreparedEvent,
  checkStreamName,
  jsonDepthMax,
  prepareAppend,
  streamNameLengthMax,
  typeNameLengthMax,
} from './ports/prepare-append.ts';
export { Sealer } from './ports/sealer.ts';
export { Bus, NoResponder, RequestRefused, RequestTimedOut } from './ports/bus.ts';
export {
  type PreparedChange,
  type PreparedDocument,
  checkBatch,
  faultOfSpecs,
  prepareChange,
  undeclaredSearched,
} from './ports/prepare-changes.ts';
export {
  type FieldKey,
  type PreparedCondition,
  type PreparedFilter,
  type PreparedQuery,
  type RowPlace,
  isName,
  keyOf,
  kindOf,
  prepareFilter,
  prepareQuery,
} from './ports/prepare-read.ts';
export {
  type ChangeBatch,
  CheckpointMoved,
  type CollectionSpec,
  type DocumentChange,
  type DocumentKey,
  type FieldFilter,
  type FieldKind,
  type FieldValue,
  InvalidChange,
  InvalidCursor,
  InvalidQuery,
  NoRebuild,
  type ReadFilter,
  type ReadGeneration,
  type ReadPage,
  type ReadQuery,
  ReadStore,
  RebuildBehind,
  type StoredDocument,
  UnknownField,
  batchChangesMax,
  comparedLengthMax,
  declaredFieldsMax,
  documentLengthMax,
  filtersMax,
  foldTerm,
  foldText,
  keyLengthMax,
  oneOfValuesMax,
  pageRowsMax,
  searchLengthMax,
} from './ports/read-store.ts';
export {
  type PlacedSecret,
  type SecretPlace,
  SecretStore,
  SecretUnreadable,
} from './ports/secret-store.ts';
export { type Session, SessionStore } from './ports/session-store.ts';
export { TenantSealers } from './ports/tenant-sealers.ts';
