import type { ErrorDefinition } from '@carveout/runtime/errors';

export const gatewayConfigStale: ErrorDefinition = {
  code: 'CARV-642',
  title: "A gateway's configuration is not what the topology and the contracts make it",
};
