import type { ErrorDefinition } from './carveout-error.ts';

export const overloaded: ErrorDefinition = { code: 'CARV-312', title: 'Too many calls are in flight' };
