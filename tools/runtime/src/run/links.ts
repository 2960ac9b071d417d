import type { Logger } from 'pino';
import { CarveoutError, settingMissing } from '../errors/index.ts';
import type { CallLink, EventLink } from '../ports/index.ts';
import { needsBroker, usesHttpLink } from '../topology/topology.ts';
import type { Finding } from './open-directory.ts';
import type { RunOptions } from './run-options.ts';
import { linkSecretOf } from './link-secret.ts';
import { tlsOf } from './tls-files.ts';

/** Links to other deployables; none when the topology is one process. */
export interface Links {
  readonly callLinks: Readonly<Record<string, CallLink>>;
  readonly eventLink: EventLink | undefined;
  /** Where the HTTP link listens, once it is started; undefined where there is none. */
  readonly httpPort: (() => number) | undefined;
}

export interface LinkSurroundings {
  readonly instance: string;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
  readonly production: boolean;
  /** Where the HTTP link listens. */
  readonly host: string;
  readonly linkPort: number;
  readonly finding: Finding | undefined;
  readonly ready: () => boolean;
}

/** @throws CarveoutError CARV-632 when the topology needs RabbitMQ and `RABBITMQ_URL` is not set. */
export async function openLinks(options: RunOptions, around: LinkSurroundings): Promise<Links> {
  const broker = await openBroker(options, around);
  const http = usesHttpLink(options.topology) ? await openHttp(options, around) : undefined;
  return {
    callLinks: { ...broker.callLinks, ...(http === undefined ? {} : { http: http.calls }) },
    eventLink: broker.eventLink,
    httpPort: http && (() => http.port()),
  };
}

async function openBroker(
  { topology, links }: RunOptions,
  { instance, log, env, production }: LinkSurroundings,
): Promise<Omit<Links, 'httpPort'>> {
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
  const { calls, events } = createRabbitmq({ url, host: instance, log, production });
  return { callLinks: { rabbitmq: calls }, eventLink: topology.links.events === 'rabbitmq' ? events : undefined };
}

async function openHttp(
  { links }: RunOptions,
  { log, env, production, host, linkPort, finding, ready }: LinkSurroundings,
) {
  const { createHttpLink } = await links.http!();
  const { directory, networks, zone } = finding!;
  return createHttpLink({
    directory,
    networks,
    zone,
    host,
    port: linkPort,
    ready,
    secret: linkSecretOf(env),
    tls: tlsOf(env),
    plaintext: env['CARVEOUT_LINK_PLAINTEXT'] === 'mesh',
    production,
    log,
  });
}
