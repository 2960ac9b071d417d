import type { ErrorDefinition } from '@carveout/runtime/errors';

export const noDeadLetter: ErrorDefinition = { code: 'CARV-626', title: 'There is no such dead letter' };
