import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const severalRests: ErrorDefinition = {
  code: 'CARV-217',
  title: 'Two deployables ask for the rest of the modules',
};
