import type { ErrorDefinition } from '@carveout/runtime';

export const ownerNeeded: ErrorDefinition = {
  code: 'CARV-509',
  title: 'Migrations need a role that owns the schema',
};
