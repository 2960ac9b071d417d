import type { ErrorDefinition } from '@carveout/runtime';

export const publishNotConfirmed: ErrorDefinition = {
  code: 'CARV-412',
  title: 'A message was not confirmed by the broker',
};
