import type { ErrorDefinition } from '@carveout/runtime';

export const addressesUnreadable: ErrorDefinition = {
  code: 'CARV-441',
  title: 'The file that says where modules are cannot be read',
};
