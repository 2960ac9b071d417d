import type { ErrorDefinition } from './carveout-error.ts';

export const workOverdue: ErrorDefinition = {
  code: 'CARV-320',
  title: 'A listener, schedule or saga step did not end in its time',
};
