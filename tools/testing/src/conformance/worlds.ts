import { randomBytes } from 'node:crypto';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import type { AnyOperation } from '@carveout/contract';
import { compose, oneProcess } from '@carveout/runtime';
import type { AssembledModule, ComposeOptions, Deployment, ModuleParts, Occasion, Store } from '@carveout/runtime';
import type { Logger } from 'pino';
import { createDatabase } from '../backing/index.ts';
import { CONNECT_WITHIN_MS, OCCASION_MS } from './fixture/patience.ts';
import { keptLog } from './kept-log.ts';
import type { StartWorld, World } from './world.ts';
import { MemoryRegistry, worldHttp } from './world-http.ts';
import type { WorldHttp } from './world-http.ts';

/** Where the worlds find their servers. */
export interface WorldBacking {
  readonly databaseUrl: () => string;
  /** A fresh vhost for each world. */
  readonly vhostUrl?: () => Promise<{ readonly url: string; drop(): Promise<void> }>;
}

/** All modules in one process: calls in process, the outbox as the queue. */
export function inProcessWorlds(backing: WorldBacking): StartWorld {
  return async (modules) => {
    const database = await freshDatabase(backing);
    const { log, lines } = keptLog();
    const deployment = compose({
      deployable: 'all',
      topology: oneProcess(modules),
      modules,
      store: storeIn(database.url, log),
      log,
      // The machine may have more to do than it can; no law is about that.
      shedding: false,
      production: false,
    });
    await deployment.start();
    return worldOf([deployment], () => deployment, lines, database.drop);
  };
}

/** Each module in a deployment of its own, linked through RabbitMQ. They share this process, but nothing else. */
export function rabbitmqWorlds(backing: WorldBacking): StartWorld {
  return (modules) => apart(modules, backing, 'rabbitmq', undefined);
}

/** The same, with calls over HTTP between instances that a registry tells. */
export function httpWorlds(backing: WorldBacking): StartWorld {
  return (modules) => apart(modules, backing, 'http', new MemoryRegistry());
}

async function apart(
  modules: readonly AssembledModule[],
  backing: WorldBacking,
  link: 'rabbitmq' | 'http',
  registry: MemoryRegistry | undefined,
): Promise<World> {
  const database = await freshDatabase(backing);
  const vhost = await backing.vhostUrl!();
  const { log, lines } = keptLog();
  const names = modules.map((module) => module.parts.contract.name);
  const topology: ComposeOptions['topology'] = {
    ...oneProcess(modules),
    deployables: names.map((name, index) => ({ name, modules: [name], replicas: 1, line: index + 1 })),
    links: { commands: link, queries: link, events: 'rabbitmq' },
  };
  const http: WorldHttp[] = [];
  const deployments = modules.map((module, index) => {
    const name = names[index]!;
    const { calls, events } = createRabbitmq({
      url: vhost.url,
      host: `${name}-${randomBytes(3).toString('hex')}`,
      log,
    });
    const own = registry === undefined ? undefined : worldHttp(name, names, registry, log);
    if (own !== undefined) http.push(own);
    return compose({
      deployable: name,
      topology,
      modules: [module],
      contracts: modules.map((one) => one.parts.contract),
      callLinks: own === undefined ? { rabbitmq: calls } : { http: own.calls },
      eventLink: events,
      store: storeIn(database.url, log),
      log,
      shedding: false,
      production: false,
    });
  });
  await Promise.all(http.map(({ directory }) => directory.start()));
  await Promise.all(deployments.map((deployment) => deployment.start()));
  for (const one of http) one.register();
  return worldOf(
    deployments,
    (name) => deployments[names.indexOf(name)]!,
    lines,
    async () => {
      await Promise.all(http.map(({ directory }) => directory.stop()));
      await vhost.drop();
      await database.drop();
    },
  );
}

function worldOf(
  deployments: readonly Deployment[],
  of: (module: string) => Deployment,
  lines: World['lines'],
  drop: () => Promise<void>,
): World {
  return {
    lines,
    callsAs: <T>(module: string, occasion: Occasion = {}) =>
      of(module).callsAs(module, { ...occasion, deadline: occasion.deadline ?? Date.now() + OCCASION_MS }) as T,
    storeOf: (module) => of(module).units.find(({ host }) => host.name === module)!.host.store!,
    outside: (by: string, operation: AnyOperation, input: unknown, occasion: Occasion = {}) =>
      of(by).call(operation, input, {
        principal: occasion.principal,
        key: occasion.key,
        correlation: occasion.correlation ?? 'outside',
        deadline: occasion.deadline ?? Date.now() + OCCASION_MS,
      }),
    stop: async () => {
      await Promise.all(deployments.map((deployment) => deployment.stop(2_000)));
      await drop();
    },
  };
}

function storeIn(url: string, log: Logger): (parts: ModuleParts) => Store {
  return ({ contract, persistence }) =>
    createPostgresStore({
      module: contract.name,
      persistence: persistence!,
      url,
      log,
      production: false,
      connectWithinMs: CONNECT_WITHIN_MS,
    });
}

function freshDatabase(backing: WorldBacking): Promise<{ readonly url: string; drop(): Promise<void> }> {
  return createDatabase({ url: backing.databaseUrl() }, `world_${randomBytes(6).toString('hex')}`);
}
