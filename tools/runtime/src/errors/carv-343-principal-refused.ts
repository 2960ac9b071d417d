import type { ErrorDefinition } from './carveout-error.ts';

export const principalRefused: ErrorDefinition = {
  code: 'CARV-343',
  title: 'The word on who makes the request does not hold',
};
