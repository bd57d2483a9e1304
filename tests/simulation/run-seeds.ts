import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SeedShare } from './seed-worker.ts';
import type { SeedOutcome } from './summary.ts';

const workersMax = 8;

/** Runs all seeds of the range on every core; `take` gets each outcome as it comes. */
export async function runSeeds(
  range: { first: number; last: number; isSystem?: boolean },
  take: (outcome: SeedOutcome) => void,
): Promise<void> {
  const seedCount = range.last - range.first + 1;
  const workerCount = Math.min(workersMax, availableParallelism(), seedCount);
  const { isSystem = false } = range;
  const workers = Array.from({ length: workerCount }, (_, at) =>
    runShare({ first: range.first + at, last: range.last, step: workerCount, isSystem }, take),
  );
  await Promise.all(workers);
}

function runShare(share: SeedShare, take: (outcome: SeedOutcome) => void): Promise<void> {
  const worker = new Worker(new URL('seed-worker.ts', import.meta.url), { workerData: share });
  return new Promise((resolve, reject) => {
    worker.on('message', (outcome: SeedOutcome) => take(outcome));
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}
