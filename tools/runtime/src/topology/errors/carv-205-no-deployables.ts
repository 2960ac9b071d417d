import type { ErrorDefinition } from '../../errors/index.ts';

export const noDeployables: ErrorDefinition = { code: 'CARV-205', title: 'The topology has no deployables' };
