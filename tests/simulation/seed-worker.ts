import { parentPort, workerData } from 'node:worker_threads';
import { simulateEngine } from './simulate-engine.ts';
import { simulateSystem } from '@mailhaul/testing/system-simulator';
import type { SeedOutcome } from './summary.ts';

/** Every `step`th seed from `first` up to `last`. */
export interface SeedShare {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  /** All services together; else the engine alone. */
  readonly isSystem: boolean;
}

const { first, last, step, isSystem } = workerData as SeedShare;
const escaped: string[] = [];
process.on('unhandledRejection', (reason) => {
  escaped.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
});

for (let seed = first; seed <= last; seed += step) parentPort?.postMessage(await runSeed(seed));

async function runSeed(seed: number): Promise<SeedOutcome> {
  const startedAt = performance.now();
  const result = isSystem ? await simulateSystem({ seed }) : await simulateEngine(seed);
  const { findings, counts, virtualMs, eventCount } = result;
  const uncaught = escaped
    .splice(0)
    .map((detail) => ({ kind: 'violation' as const, rule: 'unhandled-rejection', detail }));
  return {
    seed,
    findings: [...findings, ...uncaught],
    counts: [...counts],
    virtualMs,
    eventCount,
    ms: performance.now() - startedAt,
  };
}
