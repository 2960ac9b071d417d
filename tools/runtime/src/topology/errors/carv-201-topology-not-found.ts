import type { ErrorDefinition } from '../../errors/index.ts';

export const topologyNotFound: ErrorDefinition = { code: 'CARV-201', title: 'The topology file cannot be read' };
