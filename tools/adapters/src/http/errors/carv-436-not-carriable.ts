import type { ErrorDefinition } from '@carveout/runtime';

export const notCarriable: ErrorDefinition = {
  code: 'CARV-436',
  title: 'A call or an answer cannot be carried over HTTP',
};
