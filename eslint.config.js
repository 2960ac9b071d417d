import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundaries, carveoutRules } from './tools/nx/src/eslint/index.ts';

// Without a project graph in its cache, the boundary rule would let everything pass. Under Nx it is there already.
if (!process.env['NX_TASK_TARGET_PROJECT']) await createProjectGraphAsync({ exitOnError: false });

const TESTS = ['**/*.{test,test-d,bench}.ts', '**/src/**/testing/**/*.ts', 'tools/testing/**/*.ts'];

const NO_SILENT_SKIP = {
  selector:
    'MemberExpression[object.name=/^(it|test|describe|suite|bench)$/][property.name=/^(skip|only|todo|skipIf|runIf)$/]',
  message: 'What does not run has to say why, in the last lines of the run: call skip(reason) of the context.',
};
const ONLY_ALONE = {
  selector: 'MemberExpression[object.name="vi"][property.name=/^(mock|doMock|useFakeTimers|setSystemTime)$/]',
  message: 'Unit tests share their process, and others would see this: name the file *.alone.test.ts.',
};

const moduleBoundaries = (inTests) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      enforceBuildableLibDependency: false,
      allowCircularSelfDependency: false,
      checkDynamicDependenciesExceptions: ['.*'],
      // Tests of the adapters and of the gateway use the kit for tests, which starts them in turn. Outside tests, the tags
      // refuse this.
      ignoredCircularDependencies: [
        ['@carveout/adapters', '@carveout/testing'],
        ['@carveout/gateway', '@carveout/testing'],
      ],
      depConstraints: boundaries(inTests),
    },
  ],
});

export default defineConfig(
  globalIgnores(['**/node_modules', '**/dist', '.carveout', '.nx', 'coverage', '**/assets']),
  {
    files: ['**/*.{ts,js}'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    plugins: { carveout: carveoutRules, '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      // `map[key]!` after a check is how strict index access is written without a second lookup.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `void | Promise<void>`: what a function that may be asynchronous answers.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'carveout/no-inside-of-others': 'error',
      'carveout/no-tests-in-production': 'error',
      ...moduleBoundaries(false),
    },
  },
  {
    files: ['modules/**/*.{ts,js}'],
    rules: { 'carveout/literal-imports': 'error' },
  },
  {
    files: ['modules/*/core/src/**/*.ts'],
    rules: {
      'carveout/no-call-in-transaction': 'error',
      'carveout/domain-is-pure': ['error', { allow: ['^@shop/[a-z-]+$', '^zod$'] }],
    },
  },
  {
    files: ['modules/*/core/src/domain/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', 'fetch', 'process', 'console', 'setTimeout', 'setInterval', 'Buffer'],
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'carveout/no-tests-in-production': 'off',
      'no-restricted-syntax': ['error', NO_SILENT_SKIP],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      ...moduleBoundaries(true),
    },
  },
  {
    files: ['**/*.test.ts'],
    ignores: ['**/*.{alone,int,e2e,long,load}.test.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_SILENT_SKIP, ONLY_ALONE] },
  },
  {
    // What the compiler must refuse is written and not run.
    files: ['**/*.test-d.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    // Programs that a person or a terminal reads.
    files: ['tools/{cli,bench,nx}/**/*.ts', 'tools/testing/src/backing/**/*.ts', '*.js'],
    rules: { 'no-console': 'off' },
  },
);
