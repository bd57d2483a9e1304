export { type EarlyConnector, withEarlyOpening } from './early/with-early-opening.ts';
export {
  type MeterReading,
  type Operation,
  type OperationFigures,
  OperationMeter,
} from './meter/operation-meter.ts';
export { withMeter } from './meter/with-meter.ts';
export {
  type PaceOptions,
  type PaceWaitReason,
  type RateBudgets,
  PaceGovernor,
  defaultPaceOptions,
} from './pace/pace-governor.ts';
export type { PaceListener } from './pace/paced-calls.ts';
export { type PaceSettings, withPace } from './pace/with-pace.ts';
export { ByteRate } from './rate/byte-rate.ts';
export { withRate } from './rate/with-rate.ts';
export { type RetryNotice, type RetryPolicy, defaultRetryPolicy } from './retry/retry-policy.ts';
export { withRetry } from './retry/with-retry.ts';
