import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const settingWithoutModule: ErrorDefinition = {
  code: 'CARV-216',
  title: 'A setting is for a module that does not exist',
};
