import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const wrongType: ErrorDefinition = { code: 'CARV-206', title: 'A value of the topology is of the wrong type' };
