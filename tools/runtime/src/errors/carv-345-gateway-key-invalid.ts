import type { ErrorDefinition } from './carveout-error.ts';

export const gatewayKeyInvalid: ErrorDefinition = { code: 'CARV-345', title: "The gateway's key cannot be used" };
