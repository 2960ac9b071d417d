import type { ErrorDefinition } from '@carveout/runtime';

export const insecureDatabase: ErrorDefinition = {
  code: 'CARV-508',
  title: 'Production refuses default passwords and plaintext links to a database',
};
