import type { ErrorDefinition } from '@carveout/runtime/errors';

export const instancesInvalid: ErrorDefinition = {
  code: 'CARV-641',
  title: 'The list of instances cannot be used',
};
