import { randomBytes } from 'node:crypto';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import type { AnyOperation } from '@carveout/contract';
import { compose, oneProcess } from '@carveout/runtime';
import type { ComposeOptions, Deployment, ModuleParts, Occasion, Store } from '@carveout/runtime';
import pino from 'pino';
import type { Logger } from 'pino';
import { createDatabase } from '../backing/index.ts';
import type { StartWorld, World } from './world.ts';

/** Where the worlds find their servers. */
export interface WorldBacking {
  readonly databaseUrl: () => string;
  /** A fresh vhost for each world. */
  readonly vhostUrl?: () => Promise<{ readonly url: string; drop(): Promise<void> }>;
}

/** Keeps what is logged; prints it too when `TEST_LOG` names a level. */
function keepingLog(): { readonly log: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const shown = process.env['TEST_LOG'];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
    if (shown !== undefined) process.stdout.write(line);
  };
  return { log: pino({ level: shown ?? 'info' }, { write }), lines };
}

/** All modules in one process: calls in process, the outbox as the queue. */
export function inProcessWorlds(backing: WorldBacking): StartWorld {
  return async (modules) => {
    const database = await freshDatabase(backing);
    const { log, lines } = keepingLog();
    const deployment = compose({
      deployable: 'all',
      topology: oneProcess(modules),
      modules,
      store: storeIn(database.url, log),
      log,
      production: false,
    });
    await deployment.start();
    return worldOf([deployment], () => deployment, lines, database.drop);
  };
}

/** Each module in a deployment of its own, linked through RabbitMQ. They share this process, but nothing else. */
export function rabbitmqWorlds(backing: WorldBacking): StartWorld {
  return async (modules) => {
    const database = await freshDatabase(backing);
    const vhost = await backing.vhostUrl!();
    const { log, lines } = keepingLog();
    const names = modules.map((module) => module.parts.contract.name);
    const topology: ComposeOptions['topology'] = {
      ...oneProcess(modules),
      deployables: names.map((name, index) => ({ name, modules: [name], replicas: 1, line: index + 1 })),
      links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
    };
    const deployments = modules.map((module, index) => {
      const { calls, events } = createRabbitmq({
        url: vhost.url,
        host: `${names[index]!}-${randomBytes(3).toString('hex')}`,
        log,
      });
      return compose({
        deployable: names[index]!,
        topology,
        modules: [module],
        contracts: modules.map((one) => one.parts.contract),
        callLinks: { rabbitmq: calls },
        eventLink: events,
        store: storeIn(database.url, log),
        log,
        production: false,
      });
    });
    await Promise.all(deployments.map((deployment) => deployment.start()));
    return worldOf(
      deployments,
      (name) => deployments[names.indexOf(name)]!,
      lines,
      async () => {
        await vhost.drop();
        await database.drop();
      },
    );
  };
}

function worldOf(
  deployments: readonly Deployment[],
  of: (module: string) => Deployment,
  lines: World['lines'],
  drop: () => Promise<void>,
): World {
  return {
    lines,
    callsAs: <T>(module: string, occasion?: Occasion) => of(module).callsAs(module, occasion) as T,
    outside: (by: string, operation: AnyOperation, input: unknown, occasion: Occasion = {}) =>
      of(by).call(operation, input, {
        principal: occasion.principal,
        key: occasion.key,
        correlation: occasion.correlation ?? 'outside',
        deadline: occasion.deadline ?? Date.now() + 10_000,
      }),
    stop: async () => {
      await Promise.all(deployments.map((deployment) => deployment.stop(2_000)));
      await drop();
    },
  };
}

function storeIn(url: string, log: Logger): (parts: ModuleParts) => Store {
  return ({ contract, persistence }) =>
    createPostgresStore({ module: contract.name, persistence: persistence!, url, log, production: false });
}

function freshDatabase(backing: WorldBacking): Promise<{ readonly url: string; drop(): Promise<void> }> {
  return createDatabase({ url: backing.databaseUrl() }, `world_${randomBytes(6).toString('hex')}`);
}
