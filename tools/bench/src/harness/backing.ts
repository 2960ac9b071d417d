import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, createVhost, management, usePostgres, useRabbitmq } from '@carveout/testing/backing';
import type { BackingUse, CreatedDatabase, CreatedVhost, Management, RabbitmqUse } from '@carveout/testing/backing';
import pg from 'pg';

/** A broker for benchmarks. */
export interface Broker {
  readonly use: RabbitmqUse;
  readonly version: string;
  /** Of its Erlang machine; undefined when it runs elsewhere. */
  readonly pid: number | undefined;
  /** A fresh vhost; it is dropped at the end. */
  vhost(name: string): Promise<CreatedVhost>;
  /** Empties all queues of a vhost. */
  purge(vhost: string): Promise<void>;
  end(): Promise<void>;
}

/** A database server for benchmarks. It writes to disk as it would in earnest. */
export interface Database {
  readonly use: BackingUse;
  readonly version: string;
  /** Of the postmaster; its children serve the connections. Undefined when it runs elsewhere. */
  readonly pid: number | undefined;
  /** A fresh database; it is dropped at the end. */
  database(name: string): Promise<CreatedDatabase>;
  end(): Promise<void>;
}

const folder = join(import.meta.dirname, '../../../../.carveout/bench');
const unique = `${process.pid}_${Date.now().toString(36)}`;

export async function startBroker(log: (line: string) => void): Promise<Broker> {
  const use = await useRabbitmq({ folder: join(folder, 'rabbitmq'), persistent: true, log });
  const api = management(use.managementUrl);
  const overview = await api.get<{ readonly rabbitmq_version: string }>('/overview');
  const pid = await brokerPid(api);
  const vhosts: CreatedVhost[] = [];
  return {
    use,
    version: `RabbitMQ ${overview.rabbitmq_version} (${use.origin})`,
    pid,
    vhost: async (name) => {
      const vhost = await createVhost(use, `bench_${name}_${unique}`);
      vhosts.push(vhost);
      return vhost;
    },
    purge: async (vhost) => {
      const path = encodeURIComponent(vhost);
      const queues = await api.get<readonly { readonly name: string }[]>(`/queues/${path}`);
      for (const { name } of queues) await api.delete(`/queues/${path}/${encodeURIComponent(name)}/contents`);
    },
    end: async () => {
      for (const vhost of vhosts) await vhost.drop();
      await use.release();
    },
  };
}

export async function startDatabase(log: (line: string) => void): Promise<Database> {
  const use = await usePostgres({ folder: join(folder, 'postgres'), persistent: true, log });
  const client = new pg.Client({ connectionString: use.url });
  await client.connect();
  const { rows } = await client.query<{ version: string; pid: number }>(
    `select current_setting('server_version') as version, pg_backend_pid() as pid`,
  );
  const backend = localPid(rows[0]!.pid, 'postgres');
  const postmaster = backend === undefined ? undefined : parentOf(backend);
  await client.end();
  const databases: CreatedDatabase[] = [];
  return {
    use,
    version: `PostgreSQL ${rows[0]!.version} (${use.origin})`,
    pid: postmaster,
    database: async (name) => {
      const database = await createDatabase(use, `bench_${name}_${unique}`);
      databases.push(database);
      return database;
    },
    end: async () => {
      for (const database of databases) await database.drop();
      await use.release();
    },
  };
}

/** The broker tells its pid only once it has gathered its first statistics, some seconds after its start. */
async function brokerPid(api: Management): Promise<number | undefined> {
  for (let tries = 0; tries < 20; tries += 1) {
    const [node] = await api.get<readonly { readonly os_pid?: string }[]>('/nodes');
    if (node?.os_pid !== undefined) return localPid(Number(node.os_pid), 'beam');
    await sleep(500);
  }
  return undefined;
}

/** The pid that a server tells of itself, if a process of that name bears it here: it may run in a container. */
function localPid(pid: number, command: string): number | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith(command) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
