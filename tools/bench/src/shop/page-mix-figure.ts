import { mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Broker, Database } from '../harness/backing.ts';
import { startChild } from '../harness/child.ts';
import type { Child } from '../harness/child.ts';
import { cpuTimeOf, cpuTimeOfTree } from '../harness/cpu-time.ts';
import type { Figure, ReadyFigure, Sample } from '../harness/figure.ts';
import type { RunningShop } from './running-shop.ts';
import { startShop } from './running-shop.ts';
import type { VisitorsOffers } from './visitors.ts';

const USERS = 16;
const SECONDS = 5;

export const pageMixFigure: Figure = {
  name: 'page-mix',
  what: `CPU per request of the application and the broker, ${USERS} visitors without a pause, all separate against the monolith`,
  unit: 'µs',
  better: 'lower',
  wanted: [{ against: 'monolith', ratio: 1 / 3 }],
  also: [
    { name: 'page-mix-throughput', note: 'requests/s', unit: 'requests/s', better: 'higher', wanted: [] },
    { name: 'page-mix-p50', note: 'p50 ms', unit: 'ms', better: 'lower', wanted: [] },
    { name: 'page-mix-p99', note: 'p99 ms', unit: 'ms', better: 'lower', wanted: [] },
  ],
};

/** Where the shop runs, and the servers that work for it. */
interface Place {
  readonly shop: RunningShop;
  /** Undefined where it uses none: an idle broker's time is not its. */
  readonly brokerPid: number | undefined;
  readonly databasePid: number | undefined;
}

export async function withShops(
  workspace: string,
  broker: Broker,
  database: Database,
  measure: (ready: ReadyFigure) => Promise<void>,
): Promise<void> {
  const vhost = await broker.vhost('shop');
  const monolith = join(workspace, '.carveout', 'bench', 'monolith.yaml');
  mkdirSync(join(workspace, '.carveout', 'bench'), { recursive: true });
  writeFileSync(monolith, 'deployables:\n  monolith: rest\n');
  const topologies = {
    separate: join(workspace, 'deployables', 'topology.separate.yaml'),
    monolith,
  };
  const shops: RunningShop[] = [];
  const visitors = await startChild<VisitorsOffers>('visitors', new URL('visitors.ts', import.meta.url));
  try {
    const contestants = [];
    for (const [name, topology] of Object.entries(topologies)) {
      const { url } = await database.database(name);
      const environment = { DATABASE_URL: url, RABBITMQ_URL: vhost.url, ...secrets };
      const shop = await startMigrated({ workspace, topology, environment });
      shops.push(shop);
      const brokerPid = name === 'separate' ? broker.pid : undefined;
      const place: Place = { shop, brokerPid, databasePid: database.pid };
      contestants.push({ name: name === 'separate' ? 'ours' : name, sample: () => sample(visitors, place) });
    }
    await measure({ figure: pageMixFigure, contestants });
  } finally {
    await Promise.all([visitors.end(), ...shops.map((shop) => shop.stop())]);
  }
}

/** What production mode wants to be told. */
const secrets = { PAYMENTS_FAKE_VAULT_SECRET: randomBytes(24).toString('hex') };

/** In production a start migrates nothing: a start in development before it does. */
async function startMigrated(setting: Parameters<typeof startShop>[0]): Promise<RunningShop> {
  const environment = { ...setting.environment, NODE_ENV: 'development' };
  await (await startShop({ ...setting, environment })).stop();
  return startShop({ ...setting, environment: { ...setting.environment, NODE_ENV: 'production' } });
}

let seed = 0;

async function sample(visitors: Child<VisitorsOffers>, place: Place): Promise<Sample> {
  const before = cpuTimes(place);
  seed += 1;
  const report = await visitors.call('visit', {
    url: place.shop.url,
    users: USERS,
    seconds: SECONDS,
    thinkMs: 0,
    seed,
  });
  const after = cpuTimes(place);
  if (report.failed > 0) {
    const [first] = report.failures;
    throw new Error(`${report.failed} of ${report.requests} requests failed; ${first?.route}: ${first?.reason}`);
  }
  const perRequest = (part: keyof typeof before): number => (after[part] - before[part]) / report.requests;
  return {
    value: perRequest('application') + perRequest('broker'),
    notes: {
      'requests/s': report.requests / report.seconds,
      'p50 ms': report.total.p50,
      'p99 ms': report.total.p99,
      'application µs': perRequest('application'),
      'broker µs': perRequest('broker'),
      'database µs': perRequest('database'),
    },
  };
}

function cpuTimes({ shop, brokerPid, databasePid }: Place) {
  return {
    application: shop.cpuTime(),
    broker: brokerPid === undefined ? 0 : (cpuTimeOf(brokerPid) ?? Number.NaN),
    database: databasePid === undefined ? Number.NaN : cpuTimeOfTree(databasePid),
  };
}
