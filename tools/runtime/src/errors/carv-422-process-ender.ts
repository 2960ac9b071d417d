import type { ErrorDefinition } from './carveout-error.ts';

export const processEnder: ErrorDefinition = {
  code: 'CARV-422',
  title: 'A message ends the process that handles it',
};
