import type { Logger } from 'pino';
import { CarveoutError, settingMissing } from '../errors/index.ts';
import type { CallLink, EventLink } from '../ports/index.ts';
import { needsBroker } from '../topology/topology.ts';
import type { RunOptions } from './run-options.ts';

/** Links to other deployables; none when the topology is one process. */
export interface Broker {
  readonly callLinks: Readonly<Record<string, CallLink>>;
  readonly eventLink: EventLink | undefined;
}

/** @throws CarveoutError CARV-632 when the topology needs RabbitMQ and `RABBITMQ_URL` is not set. */
export async function connectBroker(
  { topology, links }: RunOptions,
  instance: string,
  log: Logger,
  env: NodeJS.ProcessEnv,
): Promise<Broker> {
  const url = env['RABBITMQ_URL'] ?? '';
  // One process needs no broker, but uses the one that it is given: its queues may hold events of a divided run.
  if (links.rabbitmq === undefined || (url === '' && !needsBroker(topology)))
    return { callLinks: {}, eventLink: undefined };
  if (url === '') {
    throw new CarveoutError(
      settingMissing,
      `${topology.file} links deployables through RabbitMQ, but RABBITMQ_URL is not set. Set it (amqp://user:password@host:5672/vhost), or start with 'npm run up', which brings a broker`,
    );
  }
  const { createRabbitmq } = await links.rabbitmq();
  const { calls, events } = createRabbitmq({ url, host: instance, log, production: env['NODE_ENV'] === 'production' });
  return { callLinks: { rabbitmq: calls }, eventLink: topology.links.events === 'rabbitmq' ? events : undefined };
}
