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

/** `RABBITMQ_URL`, or `AMQP_URL`: a RabbitMQ and an account that may administrate it. */
export function rabbitmqAddress(environment: NodeJS.ProcessEnv = process.env): NamedAddress | undefined {
  return firstAddress(environment, ['RABBITMQ_URL', 'AMQP_URL'], ['amqp:', 'amqps:']);
}

/**
 * `RABBITMQ_MANAGEMENT_URL`: the management API of the broker that `RABBITMQ_URL` names.
 *
 * @default the broker's host and account on port 15672
 */
export function rabbitmqManagementAddress(amqpUrl: string, environment: NodeJS.ProcessEnv = process.env): string {
  const named = firstSet(environment, ['RABBITMQ_MANAGEMENT_URL']);
  const url = new URL(named?.url ?? 'http://localhost:15672');
  const broker = new URL(amqpUrl);
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
): NamedAddress | undefined {
  const named = firstSet(environment, variables);
  if (named === undefined || schemes.includes(URL.parse(named.url)?.protocol ?? '')) return named;
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
