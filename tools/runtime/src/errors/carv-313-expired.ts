import type { ErrorDefinition } from './carveout-error.ts';

export const expired: ErrorDefinition = {
  code: 'CARV-313',
  title: 'The deadline had passed before the call was started',
};
