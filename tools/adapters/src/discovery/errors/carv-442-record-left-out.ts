import type { ErrorDefinition } from '@carveout/runtime';

export const recordLeftOut: ErrorDefinition = {
  code: 'CARV-442',
  title: 'A record of a registry makes no sense and is left out',
};
