import type { ErrorDefinition } from './carveout-error.ts';

export const settingInvalid: ErrorDefinition = { code: 'CARV-633', title: 'A setting of the environment is wrong' };
