import type { ErrorDefinition } from '@carveout/runtime';

export const notOpen: ErrorDefinition = { code: 'CARV-438', title: 'The HTTP link is not open' };
