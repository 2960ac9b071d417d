import type { ErrorDefinition } from '@carveout/runtime/errors';

export const notExpressible: ErrorDefinition = {
  code: 'CARV-640',
  title: 'A gateway cannot be told what the topology says',
};
