export {
  type CommandChoice,
  type Moment,
  answerWith,
  closeAt,
  cutBodyAfter,
  hangAt,
  hangUpOver,
  refuseConnections,
  rewriteLines,
  sayBefore,
} from './behaviours/interruptions.ts';
export {
  gmailLabels,
  gmailLocked,
  gmailLocking,
  gmailThrottling,
} from './personalities/gmail-moods.ts';
export {
  dreamHost,
  exchangeSets,
  hMailServer,
  iceWarp,
  nilBodies,
  noAtTheEnd,
  restless,
  talkative,
  xeams,
} from './personalities/hosters.ts';
export {
  exchangeLongSets,
  outlookComLongSets,
  yahooCut,
  yahooLimited,
} from './personalities/fetch-limits.ts';
export {
  exchange,
  gmail,
  icloud,
  yahoo,
  zimbra,
  zimbraFolders,
} from './personalities/large-providers.ts';
export { type EwsDialect, ewsDialects } from './ews/dialects.ts';
export type { Personality, RecordedQuirk } from './personalities/personality.ts';
export { limitKeywords } from './behaviours/keywords.ts';
export { refuseFolderNames, refuseMessages } from './behaviours/refusals.ts';
export {
  addHeader,
  changeInternalDate,
  mergeTwins,
  rewriteMessages,
  storeOneByOne,
} from './behaviours/rewrites.ts';
export { delayAnswer, delayCommit } from './behaviours/timing.ts';
export type {
  Answer,
  CommandContext,
  ConnectionContext,
  HookAnswer,
  HookClose,
  ImapBehaviour,
  LiteralProgress,
  StoreDecision,
} from './server/behaviour.ts';
export type { SaslMechanism } from './sasl/exchange.ts';
export { type Extension, extensions } from './server/capabilities.ts';
export type { ImapServerOptions } from './server/server-options.ts';
export { type ImapServer, startImapServer } from './server/start-imap-server.ts';
export { Mailbox } from './store/mailbox.ts';
export type {
  FolderOptions,
  FolderSpec,
  FolderView,
  MailboxSpec,
  MessageSpec,
  MessageView,
} from './store/mailbox-types.ts';
export { MailStore } from './store/mail-store.ts';
export { MessageBody } from './store/message-body.ts';
export type { IncomingMessage, InternalDate, StoredMessage } from './store/stored-message.ts';
export type { SpecialUseAttribute } from './store/stored-folder.ts';
export { TokenIssuer } from './tokens/token-issuer.ts';
export {
  type TokenEndpoint,
  type TokenEndpointOptions,
  startTokenEndpoint,
} from './tokens/start-token-endpoint.ts';
export { sampleMailboxes } from './samples/sample-mailboxes.ts';
export type {
  EwsMailboxSpec,
  EwsRequest,
  EwsServerOptions,
  Misbehaviour,
} from './ews/server-options.ts';
export { type EwsServer, startEwsServer } from './ews/start-ews-server.ts';
export type {
  EwsAttachment,
  EwsItem,
  NewEwsItem,
  OccurrenceChange,
  PropertyValue,
} from './ews/store/ews-item.ts';
export type { EwsMailbox, SentMessage } from './ews/store/ews-mailbox.ts';
export type { EwsFolder } from './ews/store/stored-folder.ts';
export type {
  EwsSignInDecision,
  EwsSignInOptions,
  EwsSignInWay,
} from './ews/sign-in/sign-in-options.ts';
export type {
  AutodiscoverDeed,
  AutodiscoverRequest,
  EwsAutodiscoverOptions,
} from './ews/autodiscover/autodiscover-options.ts';
