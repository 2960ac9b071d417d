import type { ErrorDefinition } from '@carveout/runtime';

export const rabbitmqKeptElsewhere: ErrorDefinition = {
  code: 'CARV-492',
  title: 'The data is with a RabbitMQ that cannot be started now',
};
