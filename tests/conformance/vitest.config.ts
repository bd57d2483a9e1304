import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const sourceConditions = ['mailhaul-source'];
/** Servers elsewhere answer later than those of the specs. */
const caseMsMax = 300_000;

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions, externalConditions: sourceConditions } },
  test: {
    pool: 'forks',
    execArgv: ['--conditions=mailhaul-source'],
    include: ['tests/conformance/*.conformance.ts'],
    testTimeout: caseMsMax,
    hookTimeout: caseMsMax,
  },
});
