import type { ErrorDefinition } from './carveout-error.ts';

export const undeclaredError: ErrorDefinition = {
  code: 'CARV-310',
  title: 'A handler failed with a code or data that its contract does not declare',
};
