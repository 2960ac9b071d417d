import type { ErrorDefinition } from '@carveout/runtime';

export const transactionContended: ErrorDefinition = {
  code: 'CARV-514',
  title: 'A transaction was rolled back for the sake of others',
};
