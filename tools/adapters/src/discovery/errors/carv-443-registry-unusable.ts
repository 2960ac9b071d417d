import type { ErrorDefinition } from '@carveout/runtime';

export const registryUnusable: ErrorDefinition = {
  code: 'CARV-443',
  title: 'A registry cannot be reached, or does not answer what it should',
};
