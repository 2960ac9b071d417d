import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY, needsDiscovery, takesRequests, usesHttpLink } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { seededRandom } from '../../../load/random.ts';
import { openTcpProxy } from '../../proxy/tcp-proxy.ts';
import type { TcpProxy } from '../../proxy/tcp-proxy.ts';
import type { ChaosBacking } from '../backing.ts';
import type { Way } from '../faults/fault.ts';
import type { PlannedProcess } from './plan-processes.ts';

/** By process and way: one for each broker node, and none where there is no such way. */
export type Proxies = ReadonlyMap<string, Readonly<Record<Way, readonly TcpProxy[]>>>;

/** What is between each process and the others, to be broken. */
export interface Ways {
  readonly proxies: Proxies;
  /** The environment variables by which a process takes them. */
  environmentOf(process: string): NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export interface WaysSettings {
  /** As the run starts it. */
  readonly topology: Topology;
  readonly backing: ChaosBacking;
  readonly seed: number;
  /** For the list by which processes find each other. */
  readonly folder: string;
  /** Draws a port that nobody has. */
  readonly port: () => Promise<number>;
  /** Where clients reach the shop. */
  readonly doorPort: number;
}

/** Opens a proxy in front of the database, each broker node and, where others reach it over HTTP, each process. */
export async function openWays(all: readonly PlannedProcess[], settings: WaysSettings): Promise<Ways> {
  const { topology, backing, seed, folder, port, doorPort } = settings;
  const random = seededRandom(seed + 1);
  const open = (to: number): Promise<TcpProxy> => openTcpProxy({ port: to, random: () => random.next() });
  const openTo = (url: string): Promise<TcpProxy> => open(Number(new URL(url).port));
  const proxies = new Map<string, Readonly<Record<Way, readonly TcpProxy[]>>>();
  const environments = new Map<string, NodeJS.ProcessEnv>();
  const listed: Listed[] = [];
  for (const { name, door, deployable } of all) {
    const database = await openTo(backing.databaseUrl);
    const broker = await Promise.all(backing.brokerNodes.map(({ url }) => openTo(url)));
    const environment: NodeJS.ProcessEnv = {
      DATABASE_URL: through(backing.databaseUrl, database),
      RABBITMQ_URL: backing.brokerNodes.map((node, at) => through(node.url, broker[at]!)).join(','),
    };
    const opened = async (variable: 'PORT' | 'LINK_PORT'): Promise<TcpProxy> => {
      const own = await port();
      environment[variable] = String(own);
      return open(own);
    };
    if (door) environment['PORT'] = String(doorPort);
    const http = !door && takesRequests(topology, deployable) ? await opened('PORT') : undefined;
    const link = usesHttpLink(topology) && deployable.name !== GATEWAY ? await opened('LINK_PORT') : undefined;
    listed.push({ modules: deployable.modules, http: http?.port, link: link?.port });
    proxies.set(name, { database: [database], broker, link: [http, link].filter((one) => one !== undefined) });
    environments.set(name, environment);
  }
  const together = needsDiscovery(topology) ? findEachOther(listed, folder) : {};
  return {
    proxies,
    environmentOf: (name) => ({ ...environments.get(name), ...together }),
    close: async () => {
      const opened = [...proxies.values()].flatMap((ways) => Object.values(ways).flat());
      await Promise.all(opened.map((one) => one.close()));
    },
  };
}

interface Listed {
  readonly modules: readonly string[];
  /** Of the proxy in front of where it takes a gateway's requests. */
  readonly http: number | undefined;
  /** Of the one in front of where it takes calls. */
  readonly link: number | undefined;
}

/** Lists each process where its proxies are. */
function findEachOther(listed: readonly Listed[], folder: string): NodeJS.ProcessEnv {
  const modules: Record<string, { readonly host: string; readonly http?: number; readonly link?: number }[]> = {};
  for (const { modules: hosted, http, link } of listed) {
    const ports = { ...(http === undefined ? {} : { http }), ...(link === undefined ? {} : { link }) };
    for (const module of hosted) (modules[module] ??= []).push({ host: '127.0.0.1', ...ports });
  }
  const file = join(folder, 'instances.json');
  writeFileSync(file, `${JSON.stringify(modules, undefined, 2)}\n`);
  return {
    CARVEOUT_INSTANCES: file,
    CARVEOUT_NETWORKS: '127.0.0.0/8',
    CARVEOUT_LINK_SECRET: randomBytes(32).toString('hex'),
  };
}

function through(url: string, proxy: TcpProxy): string {
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(proxy.port);
  return proxied.href;
}
