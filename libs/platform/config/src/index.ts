export type { Config, LogLevel, ServerPlace, SqlitePlace } from './config.ts';
export { type Environment, type ReadConfig, readConfig } from './read-config.ts';
export type { SmtpServer } from './value-schemas.ts';
