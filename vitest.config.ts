import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** One project per kind of spec: `npm test -- --project unit` runs one of them. */
const kinds = ['unit', 'int', 'sim', 'e2e'];
/** More spec files at once make servers compete for the disk and win nothing. */
const workersMax = 4;
/** Specs with servers and browsers wait more than they work. */
const waitingKinds = new Set(['int', 'e2e']);
const patienceMs = 180_000;
const sourceConditions = ['mailhaul-source'];

export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions, externalConditions: sourceConditions } },
  test: {
    pool: 'forks',
    // Worker threads and child processes of a spec read the sources as well.
    execArgv: ['--conditions=mailhaul-source'],
    // What hangs must fail; what is slow on a slow machine must not.
    testTimeout: patienceMs,
    hookTimeout: patienceMs,
    expect: { poll: { timeout: patienceMs / 3 } },
    projects: kinds.map((kind, position) => ({
      extends: true,
      test: {
        name: kind,
        maxWorkers: Math.min(workersMax, availableParallelism() + (waitingKinds.has(kind) ? 1 : 0)),
        include: ['libs', 'apps', 'tests', 'tools'].map((top) => `${top}/**/*.${kind}.spec.ts`),
        exclude: ['**/node_modules/**', '**/dist/**'],
        // Quick kinds first, and never two kinds at once: the servers and clocks of `int` want no simulation beside them.
        // Counted from 1: vitest gives order 0 a meaning of its own.
        sequence: { groupOrder: position + 1 },
      },
    })),
  },
});
