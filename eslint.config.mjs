import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Sources of the product and of what surrounds it. The rest of the rules of the house are in .dependency-cruiser.mjs. */
const TYPESCRIPT = ['**/*.ts'];

/** The only places that may look at the environment; everything else is handed what it needs. */
const READS_ENVIRONMENT = ['workers/main.ts', 'workers/wiring.ts', 'clients/cli/main.ts', 'infra/**', 'test/**'];

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', 'coverage/', 'docs/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for is a step that was never carried out.
      '@typescript-eslint/no-floating-promises': 'error',
      // Catches the asynchronous update validator, which Temporal calls without waiting for.
      '@typescript-eslint/no-misused-promises': 'error',
      // A new op or check kind must be met everywhere it matters; `assertNever` is the default that says so.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers are the point of most of our sentences.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Ports are asynchronous whether or not one adapter has anything to wait for.
      '@typescript-eslint/require-await': 'off',
      // `this` is never used in a port's methods: they are closures, handed around on purpose.
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', { max: 200 }],
      'max-lines-per-function': ['error', { max: 40 }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Take it as an argument; workers/wiring.ts reads it.' },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: READS_ENVIRONMENT,
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // Workflow code is replayed: it takes time from Temporal and nothing from Node.
    files: ['workflows/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^node:', message: 'Not deterministic: an activity may, a workflow may not.' },
            { regex: '^zod', message: 'Documents are parsed by activities; a schema may change, a replay may not.' },
            {
              regex: '/activities/',
              allowTypeImports: true,
              message: 'A workflow knows only the types of activities.',
            },
          ],
        },
      ],
    },
  },
  {
    // Raw answers of servers, through the client of infra/devstack/api.ts: types of what is only looked at or asserted
    // would say everything twice. The product has no such client.
    files: ['infra/devstack/**', 'test/**'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((of) => [
        `@typescript-eslint/no-unsafe-${of}`,
        'off',
      ]),
    ),
  },
  {
    // A `describe` holds its tests, so its callback is as long as they are; the file is bounded all the same.
    files: ['test/**'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    rules: { 'max-lines': ['error', { max: 200 }], 'max-lines-per-function': ['error', { max: 40 }] },
  },
);
