import type { ErrorDefinition } from '@carveout/runtime';

export const linkStopped: ErrorDefinition = { code: 'CARV-416', title: 'The link to the broker was stopped' };
