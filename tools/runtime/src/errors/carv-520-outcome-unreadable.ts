import type { ErrorDefinition } from './carveout-error.ts';

export const outcomeUnreadable: ErrorDefinition = { code: 'CARV-520', title: 'A saved outcome could not be read' };
