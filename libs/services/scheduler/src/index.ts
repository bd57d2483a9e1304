export {
  defaultSchedulerLimits,
  type SchedulerLimits,
  type SchedulerMeter,
  type SchedulerOptions,
} from './scheduler-options.ts';
export { SchedulerModule } from './scheduler.module.ts';
