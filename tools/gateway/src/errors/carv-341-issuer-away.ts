import type { ErrorDefinition } from '@carveout/runtime/errors';

export const issuerAway: ErrorDefinition = { code: 'CARV-341', title: 'Tokens cannot be verified at the moment' };
