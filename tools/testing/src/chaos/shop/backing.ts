import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  createDatabase,
  createVhost,
  management,
  startPrivateCluster,
  startPrivatePostgres,
  startPrivateRabbitmq,
} from '../../backing/index.ts';
import type { Management } from '../../backing/index.ts';
import { bankTables } from './probe/bank.ts';
import type { BrokerNode } from './faults/injector.ts';

/** The servers of one run, which nobody else uses. */
export interface ChaosBacking {
  /** Past all proxies, for the checker and the bank. */
  readonly databaseUrl: string;
  readonly brokerNodes: readonly (BrokerNode & { readonly url: string })[];
  readonly vhost: string;
  /** Of the first node. */
  readonly management: Management;
  /** Ends all connections of these modules; answers how many. */
  terminate(modules: readonly string[]): Promise<number>;
  remove(): Promise<void>;
}

/** Starts a PostgreSQL and a RabbitMQ of the run's own, with a database that holds the bank's ledger. */
export async function startBacking(cluster: boolean): Promise<ChaosBacking> {
  const started: Removable[] = [];
  const keep = <T extends Removable>(one: T): T => {
    started.push(one);
    return one;
  };
  const remove = async (): Promise<void> => void (await Promise.all(started.map((one) => one.remove())));
  try {
    const [database, broker] = await Promise.all([startDatabase(keep), startBroker(cluster, keep)]);
    return { ...database, ...broker, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Removable {
  remove(): Promise<void>;
}

type Keep = <T extends Removable>(one: T) => T;

async function startDatabase(keep: Keep): Promise<Pick<ChaosBacking, 'databaseUrl' | 'terminate'>> {
  const postgres = keep(await startPrivatePostgres());
  const { url } = await createDatabase(postgres, 'chaos');
  const admin = new pg.Pool({ connectionString: url, max: 2 });
  admin.on('error', () => undefined);
  keep({ remove: () => admin.end() });
  await admin.query(bankTables);
  return {
    databaseUrl: url,
    terminate: async (modules) => {
      const { rows } = await admin.query<{ count: number }>(
        'select count(pg_terminate_backend(pid))::int as count from pg_stat_activity where application_name = any($1)',
        [modules.map((module) => `carveout:${module}`)],
      );
      return rows[0]!.count;
    },
  };
}

async function startBroker(
  cluster: boolean,
  keep: Keep,
): Promise<Pick<ChaosBacking, 'brokerNodes' | 'vhost' | 'management'>> {
  const nodes = cluster ? [...keep(await startPrivateCluster()).nodes] : [keep(await startPrivateRabbitmq())];
  const [first] = nodes as [(typeof nodes)[number]];
  const vhost = await createVhost(first, `chaos_${randomBytes(4).toString('hex')}`);
  const path = new URL(vhost.url).pathname;
  return {
    vhost: vhost.name,
    management: management(first.managementUrl),
    brokerNodes: nodes.map((node) => ({
      url: new URL(path, node.url).href,
      kill: (signal) => node.kill(signal),
      start: () => node.start(),
    })),
  };
}
