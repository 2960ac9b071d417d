import type { ErrorDefinition } from './carveout-error.ts';

export const stateInvalid: ErrorDefinition = {
  code: 'CARV-319',
  title: 'A saga step gave a state that its schema refuses',
};
