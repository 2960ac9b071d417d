import type { ErrorDefinition } from '@carveout/runtime';

export const brokerTimeout: ErrorDefinition = { code: 'CARV-413', title: 'The broker did not answer in time' };
