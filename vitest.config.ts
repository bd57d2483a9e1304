import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['mailhaul-source'] },
  ssr: { resolve: { conditions: ['mailhaul-source'], externalConditions: ['mailhaul-source'] } },
  test: {
    include: ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'tests/**/*.spec.ts', 'tools/**/*.spec.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
