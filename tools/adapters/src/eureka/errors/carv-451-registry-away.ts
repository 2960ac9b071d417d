import type { ErrorDefinition } from '@carveout/runtime';

export const registryAway: ErrorDefinition = { code: 'CARV-451', title: 'No Eureka can be used for now' };
