import type { ErrorDefinition } from '@carveout/runtime';

export const declarationMismatch: ErrorDefinition = {
  code: 'CARV-410',
  title: 'A queue or exchange exists with other arguments',
};
