import type { ErrorDefinition } from '@carveout/runtime';

export const transactionAborted: ErrorDefinition = {
  code: 'CARV-505',
  title: 'A transaction went on after a failed statement',
};
