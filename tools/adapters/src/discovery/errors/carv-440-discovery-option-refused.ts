import type { ErrorDefinition } from '@carveout/runtime';

export const discoveryOptionRefused: ErrorDefinition = {
  code: 'CARV-440',
  title: 'An option of a discovery adapter is refused',
};
