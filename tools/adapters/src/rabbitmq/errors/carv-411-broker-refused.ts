import type { ErrorDefinition } from '@carveout/runtime';

export const brokerRefused: ErrorDefinition = { code: 'CARV-411', title: 'The broker refuses this user' };
