import type { ErrorDefinition } from '@carveout/runtime';

export const transactionAborted: ErrorDefinition = {
  code: 'CARV-505',
  title: 'A handler went on after its transaction had failed or ended',
};
