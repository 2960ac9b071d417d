import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const topologySyntax: ErrorDefinition = { code: 'CARV-202', title: 'The topology is not YAML' };
