import type { ErrorDefinition } from '@carveout/runtime';

export const brokerUnreachable: ErrorDefinition = { code: 'CARV-401', title: 'The broker cannot be reached' };
