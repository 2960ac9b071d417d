import type { ErrorDefinition } from '@carveout/runtime';

export const storeNotRunning: ErrorDefinition = {
  code: 'CARV-512',
  title: 'A store was used while it was not running',
};
