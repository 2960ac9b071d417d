import type { ErrorDefinition } from '../../errors/index.ts';

export const replicasOutOfRange: ErrorDefinition = {
  code: 'CARV-215',
  title: 'The number of replicas is out of range',
};
