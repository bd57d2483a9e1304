export type { LogFields, Logger, LogLevel } from './logger.ts';
export { Logging, type LoggingOptions, type LogSink } from './logging.ts';
export type { CounterName, GaugeName } from './metric-table.ts';
export { Metrics, type ServedRequest } from './metrics.ts';
export { type NestLogger, nestLogger } from './nest-logger.ts';
export { type RequestWatch, watchRequests } from './watch-requests.ts';
