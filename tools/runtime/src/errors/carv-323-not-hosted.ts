import type { ErrorDefinition } from './carveout-error.ts';

export const notHosted: ErrorDefinition = {
  code: 'CARV-323',
  title: 'This process does not have what it is asked for',
};
