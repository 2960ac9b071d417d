import type { ErrorDefinition } from '@carveout/runtime';

export const insecureBroker: ErrorDefinition = {
  code: 'CARV-415',
  title: 'Production refuses default passwords and plaintext links to a broker',
};
