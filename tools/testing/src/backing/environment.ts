import { splitAddresses } from '@carveout/adapters/rabbitmq/addresses';
import { CarveoutError, settingInvalid } from '@carveout/runtime/errors';
import type { BackingOrigin } from './backing-use.ts';

/** An environment variable that names a server, and what it says. */
export interface NamedAddress {
  readonly variable: string;
  readonly url: string;
}

/** `DATABASE_URL`: a PostgreSQL and an account that may create databases and roles. */
export function postgresAddress(environment: NodeJS.ProcessEnv = process.env): NamedAddress | undefined {
  return firstAddress(environment, ['DATABASE_URL'], ['postgresql:', 'postgres:']);
}

/**
 * `RABBITMQ_URL`, or `AMQP_URL`: a RabbitMQ and an account that may administrate it; several nodes of a cluster are
 * separated by commas.
 */
export function rabbitmqAddress(environment: NodeJS.ProcessEnv = process.env): NamedAddress | undefined {
  return firstAddress(environment, ['RABBITMQ_URL', 'AMQP_URL'], ['amqp:', 'amqps:'], splitAddresses);
}

/** `EUREKA_URL`: the servers of a Eureka, peers of each other, separated by commas: `http://localhost:8761/eureka`. */
export function eurekaAddress(environment: NodeJS.ProcessEnv = process.env): NamedAddress | undefined {
  return firstAddress(environment, ['EUREKA_URL'], ['http:', 'https:'], (text) => text.split(','));
}

/**
 * `RABBITMQ_MANAGEMENT_URL`: the management API of the broker that `RABBITMQ_URL` names.
 *
 * @default the first node's host and account on port 15672
 */
export function rabbitmqManagementAddress(amqpUrl: string, environment: NodeJS.ProcessEnv = process.env): string {
  const named = firstSet(environment, ['RABBITMQ_MANAGEMENT_URL']);
  const url = new URL(named?.url ?? 'http://localhost:15672');
  const broker = new URL(splitAddresses(amqpUrl)[0]!);
  if (named === undefined) url.hostname = broker.hostname;
  if (url.username === '') {
    url.username = broker.username === '' ? 'guest' : broker.username;
    url.password = broker.username === '' ? 'guest' : broker.password;
  }
  return url.href.replace(/\/$/, '');
}

/** `CARVEOUT_INSTALL=never` forbids installing from the distribution. */
export function installIsForbidden(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment['CARVEOUT_INSTALL']?.toLowerCase() === 'never';
}

/**
 * `CARVEOUT_BACKING`: the origins that may be used, separated by commas, of `docker`, `embedded`, `installed`, `apt`.
 *
 * @default all
 */
export function allowedOrigins(environment: NodeJS.ProcessEnv = process.env): Set<BackingOrigin> | undefined {
  const named = firstSet(environment, ['CARVEOUT_BACKING']);
  return named && new Set(named.url.split(',').map((origin) => origin.trim() as BackingOrigin));
}

/** @throws CarveoutError CARV-633 for what is no address. It is not shown: it may hold a password. */
function firstAddress(
  environment: NodeJS.ProcessEnv,
  variables: readonly string[],
  schemes: readonly string[],
  split: (text: string) => readonly string[] = (text) => [text],
): NamedAddress | undefined {
  const named = firstSet(environment, variables);
  if (named === undefined) return undefined;
  if (split(named.url).every((url) => schemes.includes(URL.parse(url)?.protocol ?? ''))) return named;
  const form = `${schemes[0]}//user:password@host:port/name`;
  throw new CarveoutError(settingInvalid, `${named.variable} is no address that can be used. Write it as ${form}.`);
}

function firstSet(environment: NodeJS.ProcessEnv, variables: readonly string[]): NamedAddress | undefined {
  for (const variable of variables) {
    const url = environment[variable]?.trim();
    if (url) return { variable, url };
  }
  return undefined;
}
