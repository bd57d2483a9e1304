export type { HeldLease } from './held-lease.ts';
export type {
  PassRunEnd,
  PassRunner,
  PassRunResult,
  PassToRun,
  RunningPass,
  SideToRun,
} from './pass-to-run.ts';
export { defaultWorkerTimes, type WorkerOptions, type WorkerTimes } from './worker-options.ts';
export { slotsMax, Worker } from './worker.ts';
