import type { ErrorDefinition } from './carveout-error.ts';

export const outputInvalid: ErrorDefinition = { code: 'CARV-311', title: 'An output does not match its contract' };
