import type { ErrorDefinition } from './carveout-error.ts';

export const denied: ErrorDefinition = { code: 'CARV-303', title: 'The principal may not do this' };
