import type { ErrorDefinition } from '@carveout/runtime/errors';

export const keepsEnding: ErrorDefinition = { code: 'CARV-624', title: 'A deployable keeps ending' };
