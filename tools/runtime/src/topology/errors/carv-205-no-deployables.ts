import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const noDeployables: ErrorDefinition = { code: 'CARV-205', title: 'The topology has no deployables' };
