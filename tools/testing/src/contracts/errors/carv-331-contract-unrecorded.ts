import type { ErrorDefinition } from '@carveout/runtime/errors';

export const contractUnrecorded: ErrorDefinition = {
  code: 'CARV-331',
  title: 'A contract differs from what is recorded of it',
};
