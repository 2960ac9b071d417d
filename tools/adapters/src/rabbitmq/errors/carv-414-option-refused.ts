import type { ErrorDefinition } from '@carveout/runtime';

export const optionRefused: ErrorDefinition = {
  code: 'CARV-414',
  title: 'An option of the RabbitMQ adapter is refused',
};
