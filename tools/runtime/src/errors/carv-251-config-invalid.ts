import type { ErrorDefinition } from './carveout-error.ts';

export const configInvalid: ErrorDefinition = { code: 'CARV-251', title: 'A configuration value is missing or wrong' };
