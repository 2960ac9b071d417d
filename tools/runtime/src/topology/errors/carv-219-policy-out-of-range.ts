import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const policyOutOfRange: ErrorDefinition = {
  code: 'CARV-219',
  title: 'A value of a resilience policy is out of range',
};
