export type { HeldLease } from './held-lease.ts';
export type { PassResult } from './isolation/pass-assignment.ts';
export type { PassRunner, PassToRun, RunningPass, SideToRun } from './pass-to-run.ts';
export {
  allWorkerRules,
  defaultWorkerTimes,
  type WorkerOptions,
  type WorkerRules,
  type WorkerTimes,
} from './worker-options.ts';
export { slotsMax, Worker } from './worker.ts';
