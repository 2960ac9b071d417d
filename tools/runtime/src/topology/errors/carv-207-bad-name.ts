import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const badName: ErrorDefinition = { code: 'CARV-207', title: 'A deployable has a name that cannot be used' };
