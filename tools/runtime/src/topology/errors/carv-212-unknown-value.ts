import type { ErrorDefinition } from '../../errors/index.ts';

export const unknownValue: ErrorDefinition = {
  code: 'CARV-212',
  title: 'A link or the discovery has an unknown value',
};
