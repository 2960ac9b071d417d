import type { ErrorDefinition } from './carveout-error.ts';

export const outcomeUnknown: ErrorDefinition = { code: 'CARV-305', title: 'The call may have run' };
