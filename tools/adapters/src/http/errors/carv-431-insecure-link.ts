import type { ErrorDefinition } from '@carveout/runtime';

export const insecureLink: ErrorDefinition = {
  code: 'CARV-431',
  title: 'Production refuses an HTTP link without a secret or without TLS',
};
