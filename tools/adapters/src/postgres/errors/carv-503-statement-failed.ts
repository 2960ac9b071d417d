import type { ErrorDefinition } from '@carveout/runtime';

export const statementFailed: ErrorDefinition = { code: 'CARV-503', title: 'The database refused a statement' };
