import tseslint from 'typescript-eslint';
import { coreRules } from './tools/eslint/core-rules.mjs';
import { determinismRules } from './tools/eslint/determinism.mjs';
import { layerConfigs } from './tools/eslint/layer-configs.mjs';
import { machineFolders } from './tools/layers.ts';

const specs = ['**/*.spec.ts', '**/src/spec-support/**'];

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/.next/',
      '**/next-env.d.ts',
      '**/node_modules/',
      '.nx/',
      'coverage/',
      'docs/',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.spec.json', './apps/console/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...coreRules,
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // What was caught, or an AbortSignal's reason, is thrown on as it came.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowRethrowing: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/require-await': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      // The log and the CSV print numbers all the time.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-params': ['error', { max: 3 }],
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: ['libs/**/*.ts'],
    ignores: [...specs, ...machineFolders.map((folder) => `${folder}/**`)],
    rules: determinismRules,
  },
  ...layerConfigs(specs),
  {
    files: ['apps/**/*.ts', 'tests/**/*.ts', 'tools/**/*.ts', ...specs],
    rules: { 'no-console': 'off' },
  },
  {
    files: specs,
    rules: {
      // A fake may have to be async because the port is.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Tools' configuration files must have a default export, and so must what Next serves by its place.
    files: ['**/*.config.ts', 'apps/console/src/app/**/*.tsx'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.base],
    rules: coreRules,
  },
);
