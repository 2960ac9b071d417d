import type { ErrorDefinition } from '@carveout/runtime';

export const noHost: ErrorDefinition = { code: 'CARV-361', title: 'No host takes calls for the module' };
