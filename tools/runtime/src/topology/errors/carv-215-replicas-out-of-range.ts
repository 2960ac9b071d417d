import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const replicasOutOfRange: ErrorDefinition = {
  code: 'CARV-215',
  title: 'The number of replicas is out of range',
};
