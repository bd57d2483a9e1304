export { decodeMailboxName, encodeMailboxName, quoted } from './mailbox-names.ts';
export { asList, asText, parseValues, type WireValue } from './parse-values.ts';
export { type CommandAnswer, type ListedFolder, type MailboxAccess, RawImap } from './raw-imap.ts';
export {
  type ResponseLine,
  type ResponsePiece,
  ResponseReader,
  textOfLine,
} from './response-reader.ts';
