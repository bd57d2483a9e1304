import type { LogFields, Logger } from './logger.ts';

/** NestJS's LoggerService by its shape: what the framework says goes to the same log. */
export interface NestLogger {
  log(message: unknown, ...more: unknown[]): void;
  error(message: unknown, ...more: unknown[]): void;
  warn(message: unknown, ...more: unknown[]): void;
  debug(message: unknown, ...more: unknown[]): void;
  verbose(message: unknown, ...more: unknown[]): void;
  fatal(message: unknown, ...more: unknown[]): void;
}

/** Its chatter while starting is for debugging: `log` becomes `debug`. */
export function nestLogger(logger: Logger): NestLogger {
  const at = (level: 'debug' | 'warn' | 'error' | 'fatal') => {
    return (message: unknown, ...more: unknown[]) => {
      logger[level]('FrameworkSaid', fieldsOf(message, more));
    };
  };
  return {
    log: at('debug'),
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('debug'),
    fatal: at('fatal'),
  };
}

/** Nest puts the name of the speaking class last, and an error's stack before it. */
function fieldsOf(message: unknown, more: readonly unknown[]): LogFields {
  const context = more.at(-1);
  const isNamed = typeof context === 'string' && !context.includes('\n');
  const rest = isNamed ? more.slice(0, -1) : more;
  return {
    ...(message instanceof Error ? { error: message } : { message }),
    ...(isNamed ? { context } : {}),
    ...(rest.length === 0 ? {} : { details: rest }),
  };
}
