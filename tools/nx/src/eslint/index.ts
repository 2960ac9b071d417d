import type { ESLint } from 'eslint';
import { domainIsPure } from './domain-is-pure.ts';
import { literalImports } from './literal-imports.ts';
import { noCallInTransaction } from './no-call-in-transaction.ts';
import { noInsideOfOthers } from './no-inside-of-others.ts';
import { noTestsInProduction } from './no-tests-in-production.ts';

/** The kit's own rules, beside Nx's module boundaries. */
export const carveoutRules: ESLint.Plugin = {
  meta: { name: '@carveout/nx' },
  rules: {
    'domain-is-pure': domainIsPure,
    'literal-imports': literalImports,
    'no-call-in-transaction': noCallInTransaction,
    'no-inside-of-others': noInsideOfOthers,
    'no-tests-in-production': noTestsInProduction,
  },
};
export { boundaries } from './boundaries.ts';
