import type { ErrorDefinition } from './carveout-error.ts';

export const settingMissing: ErrorDefinition = { code: 'CARV-632', title: 'A setting of the environment is missing' };
