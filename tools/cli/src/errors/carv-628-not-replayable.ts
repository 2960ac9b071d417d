import type { ErrorDefinition } from '@carveout/runtime/errors';

export const notReplayable: ErrorDefinition = { code: 'CARV-628', title: 'A dead letter cannot be replayed' };
