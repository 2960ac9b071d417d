import type { ErrorDefinition } from '@carveout/runtime';
import type { Tried } from '../joining/running.ts';
import { BackingUnavailable, installCommand } from './backing-unavailable.ts';

export const noRabbitmqDefinition: ErrorDefinition = { code: 'CARV-490', title: 'No RabbitMQ could be had' };

export function noRabbitmq(tried: readonly Tried[]): BackingUnavailable {
  const remedy = installCommand({ debian: 'rabbitmq-server', homebrew: 'rabbitmq' });
  return new BackingUnavailable(noRabbitmqDefinition, 'RabbitMQ', tried, remedy, 'RABBITMQ_URL');
}
