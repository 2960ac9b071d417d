import type { ErrorDefinition } from './carveout-error.ts';

export const breakerOpen: ErrorDefinition = {
  code: 'CARV-321',
  title: 'Calls to the operation are stopped for a moment',
};
