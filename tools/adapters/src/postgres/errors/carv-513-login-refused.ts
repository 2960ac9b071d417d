import type { ErrorDefinition } from '@carveout/runtime';

export const loginRefused: ErrorDefinition = { code: 'CARV-513', title: 'The database refused a login' };
