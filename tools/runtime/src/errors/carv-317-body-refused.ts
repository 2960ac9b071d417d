import type { ErrorDefinition } from './carveout-error.ts';

export const bodyRefused: ErrorDefinition = { code: 'CARV-317', title: 'The request body was refused' };
