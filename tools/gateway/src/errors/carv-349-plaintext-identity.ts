import type { ErrorDefinition } from '@carveout/runtime/errors';

export const plaintextIdentity: ErrorDefinition = {
  code: 'CARV-349',
  title: 'The identity endpoint would speak plain text to other machines',
};
