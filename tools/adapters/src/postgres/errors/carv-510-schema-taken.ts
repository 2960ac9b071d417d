import type { ErrorDefinition } from '@carveout/runtime';

export const schemaTaken: ErrorDefinition = { code: 'CARV-510', title: 'A schema belongs to another role' };
