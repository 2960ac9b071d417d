import type { ErrorDefinition } from '@carveout/runtime';

export const linkDown: ErrorDefinition = { code: 'CARV-362', title: 'The link to the broker is down' };
