import type { ErrorDefinition } from './carveout-error.ts';

export const unknownOperation: ErrorDefinition = { code: 'CARV-315', title: 'The host does not know the operation' };
