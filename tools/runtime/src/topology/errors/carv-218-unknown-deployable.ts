import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const unknownDeployable: ErrorDefinition = {
  code: 'CARV-218',
  title: 'The topology has no such deployable',
};
