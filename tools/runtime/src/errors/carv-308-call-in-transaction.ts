import type { ErrorDefinition } from './carveout-error.ts';

export const callInTransaction: ErrorDefinition = { code: 'CARV-308', title: 'A call was made inside a transaction' };
