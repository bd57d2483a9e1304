export { type ItemFilters, type PassOptions, defaultPassOptions } from './pass-options.ts';
export type {
  OutcomeCounts,
  PassPhase,
  PassProgress,
  ProgressSink,
  WaitReason,
} from './pass-progress.ts';
export { type ProtocolRules, allRules } from './protocol-rules.ts';
