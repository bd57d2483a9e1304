export { imapConnector } from './imap-connector.ts';
export { type ImapSettings, imapSettingsSchema } from './imap-settings.ts';
export { imapProbeSteps, probeImap } from './probe-imap.ts';
export { preloadImap } from './open-connection.ts';
