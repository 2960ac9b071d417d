import type { ErrorDefinition } from '@carveout/runtime';

export const databaseUrlInvalid: ErrorDefinition = {
  code: 'CARV-507',
  title: 'The address of a database is not valid',
};
