import type { ErrorDefinition } from '@carveout/runtime/errors';

export const contractUnreadable: ErrorDefinition = {
  code: 'CARV-332',
  title: 'A contract, or what is recorded of it, cannot be read',
};
