import type { ErrorDefinition } from './carveout-error.ts';

export const stopping: ErrorDefinition = { code: 'CARV-314', title: 'The host is stopping' };
