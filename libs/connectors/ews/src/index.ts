export type {
  FoundKind,
  FoundMailbox,
  MailboxSearch,
  SearchLimit,
} from './directory/found-mailbox.ts';
export { searchMailboxes } from './directory/search-mailboxes.ts';
export { ewsConnector } from './ews-connector.ts';
export type { EwsSettings } from './ews-settings.ts';
export { ewsProbeSteps, probeEws } from './probe-ews.ts';
