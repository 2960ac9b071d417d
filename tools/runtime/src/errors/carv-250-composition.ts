import type { ErrorDefinition } from './carveout-error.ts';

export const composition: ErrorDefinition = {
  code: 'CARV-250',
  title: 'The modules of a deployable do not fit together',
};
