import type { ErrorDefinition } from '@carveout/runtime';

export const answerLost: ErrorDefinition = { code: 'CARV-363', title: 'The answer to a call cannot arrive any more' };
