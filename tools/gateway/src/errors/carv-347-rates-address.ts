import type { ErrorDefinition } from '@carveout/runtime/errors';

export const ratesAddressInvalid: ErrorDefinition = {
  code: 'CARV-347',
  title: 'The address of the shared rates cannot be used',
};
