import type { ErrorDefinition } from '@carveout/runtime';

export const notCarriable: ErrorDefinition = { code: 'CARV-364', title: 'A message cannot be carried' };
