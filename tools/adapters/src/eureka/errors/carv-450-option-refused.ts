import type { ErrorDefinition } from '@carveout/runtime';

export const optionRefused: ErrorDefinition = {
  code: 'CARV-450',
  title: 'An option of the Eureka adapter is refused',
};
