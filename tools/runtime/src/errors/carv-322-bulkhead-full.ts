import type { ErrorDefinition } from './carveout-error.ts';

export const bulkheadFull: ErrorDefinition = {
  code: 'CARV-322',
  title: 'The caller has too many calls to the operation under way',
};
