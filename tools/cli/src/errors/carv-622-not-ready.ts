import type { ErrorDefinition } from '@carveout/runtime/errors';

export const notReady: ErrorDefinition = { code: 'CARV-622', title: 'A deployable is not ready after a long time' };
