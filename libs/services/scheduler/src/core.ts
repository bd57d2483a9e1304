export { targetTakenReason } from './lease-desk.ts';
export {
  allSchedulerRules,
  defaultSchedulerLimits,
  type SchedulerLimits,
  type SchedulerOptions,
  type SchedulerRules,
} from './scheduler-options.ts';
export { Scheduler } from './scheduler.ts';
