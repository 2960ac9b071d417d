import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Topology } from '@carveout/runtime/topology';
import { freePort } from '../../backing/processes/free-port.ts';
import type { ChaosBacking } from './backing.ts';
import { planProcesses, underTest } from './deployables/plan-processes.ts';
import type { PlannedProcess } from './deployables/plan-processes.ts';
import type { RunSettings } from './deployables/run-settings.ts';
import { ShopProcess } from './deployables/shop-process.ts';
import { openAccess } from './deployables/access.ts';
import { openWays } from './deployables/ways.ts';
import type { Proxies } from './deployables/ways.ts';

/** Modules without data: no way to the database can be broken. */
const WITHOUT_DATABASE = ['currencies', 'recommendations', 'storefront'];

export interface ShopUnderTest {
  /** The door. */
  readonly url: string;
  readonly operatorToken: string;
  readonly processes: ReadonlyMap<string, ShopProcess>;
  readonly withDatabase: readonly string[];
  /** Those that take calls over HTTP. */
  readonly withLink: readonly string[];
  readonly ways: Proxies;
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

/** Starts every process of a topology and the probes, each with ways of its own to the database, the broker and callers. */
export async function startShop({
  topology,
  backing,
  program,
  folder,
  seed,
  control,
}: ShopSettings): Promise<ShopUnderTest> {
  const access = await openAccess(underTest(topology));
  const whole = access.topology;
  const settingsFile = join(folder, 'settings.json');
  const settings: RunSettings = { topology: whole, bankUrl: backing.databaseUrl, control };
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(settingsFile, JSON.stringify(settings), { mode: 0o600 });
  const ports = new Set<number>();
  const port = (): Promise<number> => freePort(undefined, undefined, ports);
  const all = planProcesses(whole);
  const doorPort = await port();
  const ways = await openWays(all, { topology: whole, backing, seed, folder, port, doorPort });
  const processes = new Map<string, ShopProcess>();
  for (const planned of all) {
    const environment = {
      ...ways.environmentOf(planned.name),
      ...access.environmentOf(planned.deployable.name),
      LOG_LEVEL: 'info',
      // Killed all the time, they start all the time.
      NODE_COMPILE_CACHE: join(dirname(program), 'compiled'),
    };
    const logFile = join(folder, 'logs', `${planned.name}.log`);
    const made = new ShopProcess({ planned, program, settingsFile, logFile, adminPort: await port(), environment });
    processes.set(planned.name, made);
    made.start();
  }
  return {
    url: `http://127.0.0.1:${doorPort}`,
    operatorToken: access.operatorToken,
    processes,
    withDatabase: all.filter(hasDatabase).map(({ name }) => name),
    withLink: all.filter(({ name }) => ways.proxies.get(name)!.link.length > 0).map(({ name }) => name),
    ways: ways.proxies,
    notReady: async () => {
      const shop = [...processes.values()];
      const ready = await Promise.all(shop.map((one) => one.ready()));
      return shop.filter((_, at) => !ready[at]).map(({ name }) => name);
    },
    endFaults: () => [...processes.values()].flatMap(({ faults }) => faults),
    stop: async () => {
      const shop = [...processes.values()];
      const killed = await Promise.all(shop.map((one) => one.stop()));
      await Promise.all([ways.close(), access.close()]);
      return shop.filter((_, at) => killed[at]).map(({ name }) => name);
    },
  };
}

const hasDatabase = ({ deployable }: PlannedProcess): boolean =>
  deployable.modules.some((module) => !WITHOUT_DATABASE.includes(module));
