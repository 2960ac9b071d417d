import type { ErrorDefinition } from '../../errors/index.ts';

export const emptyDeployable: ErrorDefinition = { code: 'CARV-211', title: 'A deployable hosts no module' };
