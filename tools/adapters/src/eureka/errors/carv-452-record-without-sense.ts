import type { ErrorDefinition } from '@carveout/runtime';

export const recordWithoutSense: ErrorDefinition = {
  code: 'CARV-452',
  title: 'A record of Eureka makes no sense',
};
