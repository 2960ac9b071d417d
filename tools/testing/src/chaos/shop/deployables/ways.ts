import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needsDiscovery, usesHttpLink } from '@carveout/runtime/topology';
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
}

/** Opens a proxy in front of the database, each broker node and, where calls travel over HTTP, each process. */
export async function openWays(all: readonly PlannedProcess[], settings: WaysSettings): Promise<Ways> {
  const { topology, backing, seed, folder, port } = settings;
  const random = seededRandom(seed + 1);
  const open = (to: number): Promise<TcpProxy> => openTcpProxy({ port: to, random: () => random.next() });
  const openTo = (url: string): Promise<TcpProxy> => open(Number(new URL(url).port));
  const proxies = new Map<string, Readonly<Record<Way, readonly TcpProxy[]>>>();
  const linkPorts = new Map<string, number>();
  for (const { name, door } of all) {
    const database = await openTo(backing.databaseUrl);
    const broker = await Promise.all(backing.brokerNodes.map(({ url }) => openTo(url)));
    const link: TcpProxy[] = [];
    if (usesHttpLink(topology)) linkPorts.set(name, await port());
    // Nobody calls the door's module.
    if (usesHttpLink(topology) && !door) link.push(await open(linkPorts.get(name)!));
    proxies.set(name, { database: [database], broker, link });
  }
  const together = needsDiscovery(topology) ? findEachOther(all, proxies, folder) : {};
  return {
    proxies,
    environmentOf: (name) => {
      const { database, broker } = proxies.get(name)!;
      const linkPort = linkPorts.get(name);
      return {
        DATABASE_URL: through(backing.databaseUrl, database[0]!),
        RABBITMQ_URL: backing.brokerNodes.map((node, at) => through(node.url, broker[at]!)).join(','),
        ...together,
        ...(linkPort === undefined ? {} : { LINK_PORT: String(linkPort) }),
      };
    },
    close: async () => {
      const opened = [...proxies.values()].flatMap((ways) => Object.values(ways).flat());
      await Promise.all(opened.map((one) => one.close()));
    },
  };
}

/** Lists each process where its proxy is. */
function findEachOther(all: readonly PlannedProcess[], proxies: Proxies, folder: string): NodeJS.ProcessEnv {
  const modules: Record<string, { readonly host: string; readonly link: number }[]> = {};
  for (const { name, deployable } of all)
    for (const { port } of proxies.get(name)!.link)
      for (const module of deployable.modules) (modules[module] ??= []).push({ host: '127.0.0.1', link: port });
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
