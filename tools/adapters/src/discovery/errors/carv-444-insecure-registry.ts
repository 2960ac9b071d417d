import type { ErrorDefinition } from '@carveout/runtime';

export const insecureRegistry: ErrorDefinition = {
  code: 'CARV-444',
  title: 'Production refuses plaintext links to a registry',
};
