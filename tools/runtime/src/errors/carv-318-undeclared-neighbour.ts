import type { ErrorDefinition } from './carveout-error.ts';

export const undeclaredNeighbour: ErrorDefinition = {
  code: 'CARV-318',
  title: 'A module calls one that it does not declare',
};
