import type { ErrorDefinition } from './carveout-error.ts';

export const unreadable: ErrorDefinition = { code: 'CARV-371', title: 'The request could not be read' };
