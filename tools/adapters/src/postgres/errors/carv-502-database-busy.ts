import type { ErrorDefinition } from '@carveout/runtime';

export const databaseBusy: ErrorDefinition = { code: 'CARV-502', title: 'No connection to the database was free' };
