export type {
  AssignmentEnd,
  PaceBudgets,
  PassAssignment,
  PassFailure,
  PassFigures,
  PassNews,
  PassResult,
  SideAssignment,
} from './isolation/pass-assignment.ts';
export {
  type PassHandle,
  PassRunners,
  type PassRunnersSettings,
  type RunnerLimits,
} from './isolation/pass-runners.ts';
export type { RunnerEntry } from './isolation/runner-entry.ts';
export { servePasses } from './isolation/serve-passes.ts';
export { type MailboxWorkerOptions, MailboxWorkerModule } from './mailbox-worker.module.ts';
export { defaultWorkerTimes, type WorkerOptions, type WorkerTimes } from './worker-options.ts';
