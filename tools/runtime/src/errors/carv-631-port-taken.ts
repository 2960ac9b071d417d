import type { ErrorDefinition } from './carveout-error.ts';

export const portTaken: ErrorDefinition = { code: 'CARV-631', title: 'A port cannot be opened' };
