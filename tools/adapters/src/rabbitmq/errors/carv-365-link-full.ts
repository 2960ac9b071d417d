import type { ErrorDefinition } from '@carveout/runtime';

export const linkFull: ErrorDefinition = { code: 'CARV-365', title: 'The link carries as many calls as it may' };
