import type { ErrorDefinition } from '@carveout/runtime';

export const notTaken: ErrorDefinition = { code: 'CARV-433', title: 'No instance took the call' };
