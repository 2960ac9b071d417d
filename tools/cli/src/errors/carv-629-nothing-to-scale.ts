import type { ErrorDefinition } from '@carveout/runtime/errors';

export const nothingToScale: ErrorDefinition = { code: 'CARV-629', title: 'No up runs in this workspace' };
