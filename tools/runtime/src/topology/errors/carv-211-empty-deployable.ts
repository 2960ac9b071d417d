import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const emptyDeployable: ErrorDefinition = { code: 'CARV-211', title: 'A deployable hosts no module' };
