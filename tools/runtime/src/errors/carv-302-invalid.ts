import type { ErrorDefinition } from './carveout-error.ts';

export const invalidInput: ErrorDefinition = { code: 'CARV-302', title: 'The input was refused' };
