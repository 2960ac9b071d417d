import type { ErrorDefinition } from './carveout-error.ts';

export const eventReturned: ErrorDefinition = { code: 'CARV-490', title: 'A listener gave an event back' };
