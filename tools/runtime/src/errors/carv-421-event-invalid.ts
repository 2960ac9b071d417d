import type { ErrorDefinition } from './carveout-error.ts';

export const eventInvalid: ErrorDefinition = { code: 'CARV-421', title: 'An event does not match its contract' };
