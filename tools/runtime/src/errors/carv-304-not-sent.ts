import type { ErrorDefinition } from './carveout-error.ts';

export const notSent: ErrorDefinition = { code: 'CARV-304', title: 'The call surely did not run' };
