import type { ErrorDefinition } from './carveout-error.ts';

export const fault: ErrorDefinition = { code: 'CARV-306', title: 'The called module broke' };
