import type { ErrorDefinition } from '@carveout/runtime/errors';

export const usage: ErrorDefinition = { code: 'CARV-625', title: 'The command cannot be understood' };
