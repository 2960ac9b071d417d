import type { ErrorDefinition } from './carveout-error.ts';

export const eventInvalid: ErrorDefinition = { code: 'CARV-491', title: 'An event does not match its contract' };
