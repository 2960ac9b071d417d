import type { ErrorDefinition } from '@carveout/runtime';

export const runtimeRoleTooStrong: ErrorDefinition = {
  code: 'CARV-511',
  title: 'A module runs with a role that may change its schema',
};
