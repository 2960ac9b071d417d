import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const linkMissing: ErrorDefinition = { code: 'CARV-214', title: 'Modules in different deployables need a link' };
