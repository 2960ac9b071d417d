import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const unknownModule: ErrorDefinition = {
  code: 'CARV-208',
  title: 'The topology names a module that does not exist',
};
