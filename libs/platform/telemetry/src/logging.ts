import {
  destination as pinoDestination,
  type Logger as PinoLogger,
  pino,
  stdTimeFunctions,
} from 'pino';
import { cleanFields, cleanText } from './clean-fields.ts';
import type { LogFields, Logger, LogLevel } from './logger.ts';
import { prettyLine } from './pretty-line.ts';

/** Takes whole lines. */
export interface LogSink {
  write(line: string): unknown;
}

export interface LoggingOptions {
  readonly level: LogLevel;
  readonly format: 'json' | 'pretty';
  /** Default: the standard output. */
  readonly sink?: LogSink;
  /** With `pretty`. Default false. */
  readonly isColoured?: boolean;
}

/** Makes the logs of a process: one for each service, all to one place. */
export class Logging {
  readonly #root: PinoLogger;

  constructor({ level, format, sink = pinoDestination(1), isColoured = false }: LoggingOptions) {
    const pretty: LogSink = { write: (line) => sink.write(prettyLine(line, isColoured)) };
    const options = {
      level,
      base: null,
      messageKey: 'event',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.#root = pino(options, format === 'json' ? sink : pretty);
  }

  /** `service`: `gateway`, `scheduler` and so on; it stands on every line. */
  loggerOf(service: string): Logger {
    return wrapped(this.#root.child({ service }));
  }
}

function wrapped(log: PinoLogger): Logger {
  const at = (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal') => {
    return (event: string, fields: LogFields = {}) => {
      if (log.isLevelEnabled(level)) log[level](cleanFields(fields), '%s', cleanText(event));
    };
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    with: (fields) => wrapped(log.child(cleanFields(fields))),
  };
}
