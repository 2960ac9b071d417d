import type { ErrorDefinition } from './carveout-error.ts';

export const secondTransaction: ErrorDefinition = { code: 'CARV-309', title: 'A handler opened a second transaction' };
