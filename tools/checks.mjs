/** The checks that need no test runner, in the order in which `npm test` runs them; `npm run lint` runs the same. */
export const checks = [
  { name: 'types of specs', command: ['tools/tsc.mjs', '-p', 'tsconfig.spec.json'] },
  {
    name: 'types of the console',
    command: ['tools/tsc.mjs', '-p', 'apps/console/tsconfig.json'],
  },
  {
    name: 'prettier',
    command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  },
  {
    name: 'dependency-cruiser',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config=.dependency-cruiser.mjs',
      'apps',
      'libs',
      'tests',
      'tools',
    ],
  },
  {
    name: 'knip',
    command: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  },
  { name: 'eslint', command: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'] },
];
