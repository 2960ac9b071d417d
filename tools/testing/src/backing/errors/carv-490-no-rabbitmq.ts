import type { ErrorDefinition } from '@carveout/runtime';
import type { Tried } from '../joining/running.ts';
import { BackingUnavailable, installCommand } from './backing-unavailable.ts';

export const noRabbitmqDefinition: ErrorDefinition = { code: 'CARV-490', title: 'No RabbitMQ could be had' };

export function noRabbitmq(tried: readonly Tried[]): BackingUnavailable {
  return new BackingUnavailable(noRabbitmqDefinition, 'RabbitMQ', tried, remedy(), 'RABBITMQ_URL');
}

/** For tests that start a broker of their own, which neither Docker nor an address gives. */
export function noInstalledRabbitmq(tried: readonly Tried[]): BackingUnavailable {
  return new BackingUnavailable(noRabbitmqDefinition, 'An installed RabbitMQ', tried, remedy());
}

function remedy(): string {
  return installCommand({ debian: 'rabbitmq-server', homebrew: 'rabbitmq' });
}
