import type { ErrorDefinition } from '@carveout/runtime';

export const databaseUnreachable: ErrorDefinition = { code: 'CARV-501', title: 'The database cannot be reached' };
