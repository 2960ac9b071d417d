import type { ErrorDefinition } from '@carveout/runtime/errors';

export const didNotStart: ErrorDefinition = { code: 'CARV-623', title: 'A deployable could not start' };
