export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Ids, counts, codes and times. Never subjects, addresses, folder names, bodies or secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The log of one service: what happened by a name like an event's (`LeaseExpired`), and fields that say to what. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** An error goes into the field `error`. */
  error(event: string, fields?: LogFields): void;
  fatal(event: string, fields?: LogFields): void;
  /** The same log with these fields on every line. */
  with(fields: LogFields): Logger;
}
