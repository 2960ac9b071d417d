import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Topology } from '@carveout/runtime/topology';
import { freePort } from '../../backing/processes/free-port.ts';
import { seededRandom } from '../../load/random.ts';
import { openTcpProxy } from '../proxy/tcp-proxy.ts';
import type { TcpProxy } from '../proxy/tcp-proxy.ts';
import type { ChaosBacking } from './backing.ts';
import { planProcesses, withProbes } from './deployables/plan-processes.ts';
import type { PlannedProcess } from './deployables/plan-processes.ts';
import type { RunSettings } from './deployables/run-settings.ts';
import { ShopProcess } from './deployables/shop-process.ts';
import type { Way } from './faults/fault.ts';

/** Modules without data: no way to the database can be broken. */
const WITHOUT_DATABASE = ['currencies', 'recommendations', 'storefront'];

export interface ShopUnderTest {
  /** The door. */
  readonly url: string;
  readonly operatorToken: string;
  readonly processes: ReadonlyMap<string, ShopProcess>;
  readonly withDatabase: readonly string[];
  readonly ways: ReadonlyMap<string, Readonly<Record<Way, readonly TcpProxy[]>>>;
  /** Resolves with those that are not ready. */
  notReady(): Promise<string[]>;
  /** Ends of processes that must not be, a line each. */
  endFaults(): string[];
  /** In order; resolves with those that had to be killed. */
  stop(): Promise<string[]>;
}

export interface ShopSettings {
  readonly topology: Topology;
  readonly backing: ChaosBacking;
  /** What `buildProgram` made. */
  readonly program: string;
  /** For settings and logs. */
  readonly folder: string;
  readonly seed: number;
  readonly control: boolean;
}

/** Starts every process of a topology and the probes, each with ways of its own to the database and the broker. */
export async function startShop({
  topology,
  backing,
  program,
  folder,
  seed,
  control,
}: ShopSettings): Promise<ShopUnderTest> {
  const whole = withProbes(topology);
  const settingsFile = join(folder, 'settings.json');
  const settings: RunSettings = { topology: whole, bankUrl: backing.databaseUrl, control };
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(settingsFile, JSON.stringify(settings), { mode: 0o600 });
  const operatorToken = 'the-token-of-the-chaos-run';
  const random = seededRandom(seed + 1);
  const open = async (url: string): Promise<TcpProxy> =>
    openTcpProxy({ port: Number(new URL(url).port), random: () => random.next() });
  const processes = new Map<string, ShopProcess>();
  const ways = new Map<string, Readonly<Record<Way, readonly TcpProxy[]>>>();
  const ports = new Set<number>();
  const port = (): Promise<number> => freePort(undefined, undefined, ports);
  let url = '';
  for (const planned of planProcesses(whole)) {
    const database = await open(backing.databaseUrl);
    const brokers = await Promise.all(backing.brokerNodes.map((node) => open(node.url)));
    ways.set(planned.name, { database: [database], broker: brokers });
    const doorPort = planned.door ? await port() : undefined;
    if (doorPort !== undefined) url = `http://127.0.0.1:${doorPort}`;
    const environment = {
      DATABASE_URL: through(backing.databaseUrl, database),
      RABBITMQ_URL: backing.brokerNodes.map((node, at) => through(node.url, brokers[at]!)).join(','),
      STOREFRONT_OPERATOR_TOKEN: operatorToken,
      LOG_LEVEL: 'info',
      // Killed all the time, they start all the time.
      NODE_COMPILE_CACHE: join(dirname(program), 'compiled'),
      ...(doorPort === undefined ? {} : { PORT: String(doorPort) }),
    };
    const logFile = join(folder, 'logs', `${planned.name}.log`);
    const made = new ShopProcess({ planned, program, settingsFile, logFile, adminPort: await port(), environment });
    processes.set(planned.name, made);
    made.start();
  }
  return {
    url,
    operatorToken,
    processes,
    withDatabase: planProcesses(whole)
      .filter(hasDatabase)
      .map(({ name }) => name),
    ways,
    notReady: async () => {
      const all = [...processes.values()];
      const ready = await Promise.all(all.map((one) => one.ready()));
      return all.filter((_, at) => !ready[at]).map(({ name }) => name);
    },
    endFaults: () => [...processes.values()].flatMap(({ faults }) => faults),
    stop: async () => {
      const all = [...processes.values()];
      const killed = await Promise.all(all.map((one) => one.stop()));
      await Promise.all(
        [...ways.values()].flatMap(({ database, broker }) => [...database, ...broker].map((one) => one.close())),
      );
      return all.filter((_, at) => killed[at]).map(({ name }) => name);
    },
  };
}

function through(url: string, proxy: TcpProxy): string {
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(proxy.port);
  return proxied.href;
}

const hasDatabase = ({ deployable }: PlannedProcess): boolean =>
  deployable.modules.some((module) => !WITHOUT_DATABASE.includes(module));
