export { ByteRate, type EarlyConnector, withRate } from '@mailhaul/connector-decorators';
export type { ConnectionSettings, Security } from './connection-settings.ts';
export {
  type ConnectionDeadlines,
  type ConnectorOptions,
  openConnector,
} from './open-connector.ts';
export { fingerprintOf } from './fingerprint-of.ts';
export { ConnectionUrlRefused } from './connection-url-refused.ts';
export {
  type DirectoryQuestion,
  type FoundMailbox,
  type MailboxSearch,
  searchDirectory,
} from './search-directory.ts';
export { signsInWithoutPassword } from './parse-parameters.ts';
export { PaceGovernors } from './pace-governors.ts';
export { type ParsedConnectionUrl, parseConnectionUrl } from './parse-connection-url.ts';
export { type SecretFile, secretFilesOf } from './secret-files.ts';
export { redactUrl } from './redact-url.ts';
export {
  type ProbeOptions,
  type ProbeStep,
  probeConnection,
  probeSteps,
} from './probe-connection.ts';
export {
  type ConnectionDescription,
  type DescribedConnection,
  type DescribedMailbox,
  type DescribedSecrets,
  describedSecretsOf,
  describedSecretsText,
  type MailboxSecret,
  mailboxSecretOf,
  mailboxSecretText,
  settingsFromDetails,
} from './settings-from-details.ts';
export { preloadConnectors } from './preload-connectors.ts';
