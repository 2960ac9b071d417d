import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const duplicateKey: ErrorDefinition = { code: 'CARV-203', title: 'A key stands twice in the topology' };
