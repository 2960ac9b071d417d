import type { ErrorDefinition } from './carveout-error.ts';

export const gatewayKeyMissing: ErrorDefinition = { code: 'CARV-344', title: "The gateway's key is missing" };
