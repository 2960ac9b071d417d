import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const unknownKey: ErrorDefinition = { code: 'CARV-204', title: 'The topology has a key that nobody reads' };
