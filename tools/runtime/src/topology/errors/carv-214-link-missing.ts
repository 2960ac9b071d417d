import type { ErrorDefinition } from '../../errors/index.ts';

export const linkMissing: ErrorDefinition = { code: 'CARV-214', title: 'Modules in different deployables need a link' };
