import type { ErrorDefinition } from '@carveout/runtime/errors';

export const contractBreaks: ErrorDefinition = {
  code: 'CARV-330',
  title: 'A contract changed so that a deployed neighbour would break',
};
