import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const unknownValue: ErrorDefinition = {
  code: 'CARV-212',
  title: 'A link or the discovery has an unknown value',
};
