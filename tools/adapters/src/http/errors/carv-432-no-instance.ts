import type { ErrorDefinition } from '@carveout/runtime';

export const noInstance: ErrorDefinition = {
  code: 'CARV-432',
  title: 'No instance is known that takes calls for the module',
};
