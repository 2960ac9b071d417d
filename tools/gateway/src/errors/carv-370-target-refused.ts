import type { ErrorDefinition } from '@carveout/runtime/errors';

export const targetRefused: ErrorDefinition = { code: 'CARV-370', title: 'The request was refused as it is written' };
