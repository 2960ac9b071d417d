import type { ErrorDefinition } from '@carveout/runtime';

export const transactionIdle: ErrorDefinition = {
  code: 'CARV-515',
  title: 'A transaction was rolled back because it stood still for too long',
};
