export type { Config, LogLevel, SqlitePlace } from './config.ts';
export { type Environment, type ReadConfig, readConfig } from './read-config.ts';
export type { SmtpServer } from './value-schemas.ts';
