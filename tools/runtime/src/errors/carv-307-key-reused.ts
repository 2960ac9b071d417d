import type { ErrorDefinition } from './carveout-error.ts';

export const keyReused: ErrorDefinition = {
  code: 'CARV-307',
  title: 'An idempotency key was used again with another input',
};
