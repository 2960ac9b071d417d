import type { ErrorDefinition } from '@carveout/runtime/errors';

export const tokenRefused: ErrorDefinition = { code: 'CARV-340', title: 'The token was refused' };
