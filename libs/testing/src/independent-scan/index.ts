export {
  compareMailboxes,
  type CompareOptions,
  type Comparison,
  describeComparison,
  type Difference,
  type DifferenceKind,
} from './compare-mailboxes.ts';
export { formatInternalDate, parseInternalDate } from './internal-date.ts';
export {
  type MailboxScan,
  pathKey,
  type ScannedFolder,
  type ScannedMessage,
} from './mailbox-scan.ts';
export { scanMailbox } from './scan-mailbox.ts';
