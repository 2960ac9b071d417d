import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noInstalledRabbitmq } from '../errors/carv-490-no-rabbitmq.ts';
import { forRestarts } from '../processes/free-port.ts';
import { freshLog } from '../processes/fresh-log.ts';
import { startEpmd } from './epmd.ts';
import type { RabbitmqInstallation } from './installation.ts';
import { rabbitmqctl } from './installation.ts';
import { management } from './management.ts';
import { PRIVATE_START_WITHIN_MS, choosePorts, startServer } from './node.ts';
import type { RabbitmqServer, ServerRequest } from './node.ts';
import { nodeEnvironment } from './node-files.ts';
import { privateNode } from './private-node.ts';
import type { PrivateNode } from './private-node.ts';
import { requireInstalledRabbitmq } from './private-rabbitmq.ts';
import { throwAway } from './throw-away.ts';

/** How long all nodes may take until each sees the others. */
const FORMED_MS = 120_000;

/** One node of a private cluster. `start` resolves when it answers again as one of the cluster. */
export interface ClusterNode extends PrivateNode {
  /** As the brokers call it: `carveout-1@localhost`. */
  readonly name: string;
}

/** A cluster that belongs to one test, each node to be stopped, killed, frozen and started again at will. */
export interface PrivateCluster {
  readonly nodes: readonly ClusterNode[];
  /** The addresses of all nodes, as `RABBITMQ_URL` takes them: separated by commas. */
  readonly url: string;
  /** Kills all nodes and removes their data. */
  remove(): Promise<void>;
}

export interface PrivateClusterOptions {
  /** @default 3 */
  readonly nodes?: number;
  /** @default a folder under the system's temporary one */
  readonly parentFolder?: string;
}

/**
 * Starts a cluster of the test's own from the installed RabbitMQ, on loopback alone: about 20 s for three nodes. Each
 * node has the management API. A node that loses the majority pauses.
 *
 * @throws BackingUnavailable CARV-490 when there is no RabbitMQ, or a node does not start.
 */
export async function startPrivateCluster(options: PrivateClusterOptions = {}): Promise<PrivateCluster> {
  const installation = await requireInstalledRabbitmq(() => undefined);
  const kept = throwAway('carveout-cluster-', options.parentFolder);
  try {
    const requests = await plan(kept.folder, options.nodes ?? 3);
    const { ports, membership } = requests[0]!;
    const environment = nodeEnvironment(kept.folder, ports, membership);
    const epmd = await startEpmd(installation, ports.epmd, environment, freshLog(kept.folder));
    if (typeof epmd === 'string') throw unavailable(epmd);
    kept.add(epmd);
    const started = await Promise.allSettled(
      requests.map((request) => startNode(installation, { ...request, record: kept.add })),
    );
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await formed(nodes);
    return { nodes, url: nodes.map(({ url }) => url).join(','), remove: kept.remove };
  } catch (error) {
    await kept.remove();
    throw error;
  }
}

type Planned = Omit<ServerRequest, 'logFile'> & Required<Pick<ServerRequest, 'membership'>>;

async function plan(folder: string, count: number): Promise<Planned[]> {
  const members = Array.from({ length: count }, (_, index) => `carveout-${index + 1}@localhost`);
  const password = randomBytes(18).toString('base64url');
  const taken = new Set<number>();
  const requests: Planned[] = [];
  let epmd: number | undefined;
  for (const name of members) {
    const own = await choosePorts({}, forRestarts, taken);
    epmd ??= own.epmd;
    const home = join(folder, name);
    mkdirSync(home, { recursive: true });
    requests.push({
      folder: home,
      ports: { ...own, epmd },
      password,
      membership: { name, members },
      within: PRIVATE_START_WITHIN_MS,
    });
  }
  return requests;
}

async function startNode(installation: RabbitmqInstallation, request: Planned): Promise<ClusterNode> {
  const launch = async (): Promise<RabbitmqServer> => {
    const started = await startServer(installation, { ...request, logFile: freshLog(request.folder) });
    if (typeof started === 'string') throw unavailable(started);
    return started;
  };
  const controls = privateNode({
    ...(await launch()),
    launch: async () => (await launch()).server,
    ctl: (args) => {
      const environment = nodeEnvironment(request.folder, request.ports, request.membership);
      return rabbitmqctl(installation, environment, args);
    },
  });
  return Object.assign(controls, { name: request.membership.name });
}

/** Nodes that start together elect one that the others join. */
async function formed(nodes: readonly ClusterNode[]): Promise<void> {
  const until = Date.now() + FORMED_MS;
  for (const { managementUrl, name } of nodes) {
    const api = management(managementUrl);
    for (let seen = 0; seen < nodes.length;) {
      if (Date.now() >= until)
        throw unavailable(`${name} saw ${seen} of ${nodes.length} nodes after ${FORMED_MS / 1000} s`);
      const all = await api.get<{ running: boolean }[]>('/nodes').catch(() => []);
      seen = all.filter(({ running }) => running).length;
      if (seen < nodes.length) await sleep(200);
    }
  }
}

function unavailable(reason: string): Error {
  return noInstalledRabbitmq([{ origin: 'installed', reason }]);
}
