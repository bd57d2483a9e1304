export { imapConnector } from './imap-connector.ts';
export { type ImapSettings, imapSettingsSchema } from './imap-settings.ts';
