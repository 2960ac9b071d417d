import type { ErrorDefinition } from '@carveout/runtime';

export const answerLost: ErrorDefinition = {
  code: 'CARV-434',
  title: 'The answer to a call over HTTP cannot arrive any more',
};
