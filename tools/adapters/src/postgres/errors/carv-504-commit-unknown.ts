import type { ErrorDefinition } from '@carveout/runtime';

export const commitUnknown: ErrorDefinition = {
  code: 'CARV-504',
  title: 'It is not known whether a transaction was committed',
};
