import type { ErrorDefinition } from '@carveout/runtime/errors';

export const tooManyRequests: ErrorDefinition = { code: 'CARV-342', title: 'Too many requests' };
