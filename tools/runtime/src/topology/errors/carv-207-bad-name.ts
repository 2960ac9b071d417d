import type { ErrorDefinition } from '../../errors/index.ts';

export const badName: ErrorDefinition = { code: 'CARV-207', title: 'A deployable has a name that cannot be used' };
