import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const topologyNotFound: ErrorDefinition = { code: 'CARV-201', title: 'The topology file cannot be read' };
