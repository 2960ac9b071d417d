import type { ErrorDefinition } from './carveout-error.ts';

export const eventReturned: ErrorDefinition = { code: 'CARV-420', title: 'A listener gave an event back' };
