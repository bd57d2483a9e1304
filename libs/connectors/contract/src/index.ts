export type { AddressGuard } from './address-guard.ts';
export type { Abilities, Capabilities, Facts } from './capabilities.ts';
export {
  ConnectorError,
  type ConnectorErrorDetails,
  type ErrorCode,
  type ErrorDisposition,
  type ErrorScope,
} from './connector-error.ts';
export type { CatalogueEntry, FixedBy } from './catalogue-entry.ts';
export { errorCatalogue } from './error-catalogue.ts';
export type { Folder, FolderNature, FolderState, SpecialUse } from './folder.ts';
export { type FolderKind, folderKindOf } from './folder-kind.ts';
export { idsNamed, isSpan } from './id-span.ts';
export {
  type ItemBody,
  type ItemForm,
  type ItemId,
  type ItemInfo,
  type ItemKind,
  type ItemPage,
  type ItemTraits,
  type OutgoingItem,
  type ReadItem,
  type ReceivedAt,
  bodySize,
} from './item.ts';
export { leavable } from './leavable.ts';
export type { MailConnector, OpenContext, SessionMemory } from './mail-connector.ts';
export type {
  EnsureFolderOptions,
  EnsuredFolder,
  IdSpan,
  ItemRange,
  MailSession,
  MoveRequest,
  ReadRequest,
  RemoveRequest,
  WriteGate,
  WriteOutcome,
  WriteResult,
} from './mail-session.ts';
export type { ProbeStep, ProbeStepName } from './probe-step.ts';
export { freeBytes, type Quota } from './quota.ts';
export type { TokenRequest, TokenSource } from './token-source.ts';
