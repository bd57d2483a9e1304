export type { EarlyConnector } from '@mailhaul/connector-decorators';
export type { ConnectionSettings, Security } from './connection-settings.ts';
export {
  type ConnectionDeadlines,
  type ConnectorOptions,
  ConnectionUrlRefused,
  openConnector,
} from './open-connector.ts';
export { PaceGovernors } from './pace-governors.ts';
export { type ParsedConnectionUrl, parseConnectionUrl } from './parse-connection-url.ts';
export { redactUrl } from './redact-url.ts';
export { type ProbeStep, probeConnection } from './probe-connection.ts';
export { preloadConnectors } from './preload-connectors.ts';
