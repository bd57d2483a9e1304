export type { HeldLease } from './held-lease.ts';
export type {
  PassRunEnd,
  PassRunner,
  PassRunResult,
  PassToRun,
  RunningPass,
  SideToRun,
} from './pass-to-run.ts';
export {
  allWorkerRules,
  defaultWorkerTimes,
  type WorkerOptions,
  type WorkerRules,
  type WorkerTimes,
} from './worker-options.ts';
export { slotsMax, Worker } from './worker.ts';
