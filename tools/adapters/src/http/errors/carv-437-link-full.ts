import type { ErrorDefinition } from '@carveout/runtime';

export const linkFull: ErrorDefinition = { code: 'CARV-437', title: 'The HTTP link carries as many calls as it may' };
