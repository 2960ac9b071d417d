import type { ErrorDefinition } from '@carveout/runtime/errors';

export const plaintextIssuer: ErrorDefinition = {
  code: 'CARV-346',
  title: 'The keys of an issuer come over plain text',
};
