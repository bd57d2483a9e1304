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
