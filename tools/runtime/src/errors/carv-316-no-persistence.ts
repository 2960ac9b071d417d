import type { ErrorDefinition } from './carveout-error.ts';

export const noPersistence: ErrorDefinition = {
  code: 'CARV-316',
  title: 'A module without persistence used what needs it',
};
