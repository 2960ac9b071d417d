import type { ErrorDefinition } from '@carveout/runtime/errors';

export const upAlready: ErrorDefinition = { code: 'CARV-621', title: 'This workspace is up already' };
