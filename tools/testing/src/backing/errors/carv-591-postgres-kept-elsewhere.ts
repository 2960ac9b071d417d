import type { ErrorDefinition } from '@carveout/runtime';

export const postgresKeptElsewhere: ErrorDefinition = {
  code: 'CARV-591',
  title: 'The data is with a PostgreSQL that cannot be started now',
};
