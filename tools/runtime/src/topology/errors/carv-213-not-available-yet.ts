import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const notAvailableYet: ErrorDefinition = {
  code: 'CARV-213',
  title: 'This version does not have that link or discovery yet',
};
