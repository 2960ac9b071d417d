import type { ErrorDefinition } from '@carveout/runtime/errors';

export const noAnswer: ErrorDefinition = { code: 'CARV-348', title: 'No answer came' };
