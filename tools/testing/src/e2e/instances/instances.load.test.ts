import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPrivateConsul, startPrivateEureka } from '../../backing/index.ts';
import { checkInvariants, runLoad } from '../../load/index.ts';
import type { LoadReport } from '../../load/index.ts';
import { need, testDatabase, testVhost } from '../../vitest/index.ts';
import { StartedShops, separateTopology } from '../started-shops.ts';
import type { StartedShop } from '../started-shops.ts';
import { UpInstances } from './up-instances.ts';

need('private-eureka');
const shops = new StartedShops(testDatabase(), testVhost());
afterEach(() => shops.stopAll());

const modules = ['storefront', 'catalog', 'carts', 'currencies', 'recommendations', 'orders', 'inventory', 'payments'];
const all = [...modules, 'shipping', 'notifications'];

/** Every module a process of its own behind the gateway; queries over HTTP. */
const behindGateway = (discovery: string): { text: string } => ({
  text: `${separateTopology.replace('queries: rabbitmq', 'queries: http')}
discovery: ${discovery}
gateway:
  sessions: { cookie: shop_session-id, roles: [customer] }
  routes: { defaults: { rate: 5000/s } }
`,
});

interface Registry {
  readonly env: Readonly<Record<string, string>>;
  /** The longest time until others see a change, as the adapter states it. */
  readonly delayMs: number;
}

const registries: Readonly<Record<string, () => Promise<Registry>>> = {
  static: async () => ({ env: {}, delayMs: 2_500 }),
  eureka: async () => {
    const eureka = await startPrivateEureka();
    onTestFinished(() => eureka.remove());
    return { env: { EUREKA_URL: eureka.url }, delayMs: 2_750 };
  },
  consul: async () => {
    const consul = await startPrivateConsul();
    onTestFinished(() => consul.remove());
    return { env: { CONSUL_HTTP_ADDR: consul.url }, delayMs: 5_000 };
  },
};

/** Visitors shop for as long as `work` goes on. */
async function loadDuring({ up }: StartedShop, work: () => Promise<void>): Promise<LoadReport> {
  let over = false;
  const reports: LoadReport[] = [];
  const loading = (async () => {
    for (let seed = 1; !over; seed += 1)
      reports.push(await runLoad({ url: up.url, users: 6, seconds: 5, thinkMs: 400, seed }));
  })();
  try {
    await work();
  } finally {
    over = true;
    await loading;
  }
  const sum = (count: (report: LoadReport) => number): number => reports.reduce((all, one) => all + count(one), 0);
  return {
    ...reports[0]!,
    requests: sum(({ requests }) => requests),
    failed: sum(({ failed }) => failed),
    failures: reports.flatMap(({ failures }) => failures),
    checkouts: {
      acknowledged: reports.flatMap(({ checkouts }) => checkouts.acknowledged),
      refused: sum(({ checkouts }) => checkouts.refused),
      failed: sum(({ checkouts }) => checkouts.failed),
    },
  };
}

async function expectNothingFailed(
  shop: StartedShop,
  { requests, failures, failed, checkouts }: LoadReport,
): Promise<void> {
  // What the processes said of it is what tells why.
  const said = shop.up
    .printed()
    .split('\n')
    .filter((line) => /WARN|ERROR|CARV-/.test(line));
  expect(failures, said.slice(0, 60).join('\n')).toEqual([]);
  expect(failed).toBe(0);
  expect(requests).toBeGreaterThan(50);
  expect(checkouts.acknowledged.length).toBeGreaterThan(0);
  const environment = { DATABASE_URL: shop.databaseUrl };
  const { faults } = await checkInvariants({ environment, acknowledged: checkouts.acknowledged });
  expect(faults).toEqual([]);
}

describe.each(Object.keys(registries))(
  'modules found through %s, behind the gateway',
  { timeout: 600_000 },
  (discovery) => {
    it('fail no request while an instance of each is added, killed and removed', async () => {
      const { env, delayMs } = await registries[discovery]!();
      const shop = await shops.start(behindGateway(discovery), { env });
      const instances = new UpInstances(shop.up);
      const report = await loadDuring(shop, async () => {
        for (const module of all) {
          // An instance that nobody has heard of cannot stand in for another.
          await instances.scale(module, 2);
          await sleep(delayMs + 500);
          await instances.kill(module);
          await sleep(delayMs + 500);
          await instances.scale(module, 1);
        }
      });
      await expectNothingFailed(shop, report);
    });
  },
);

it('scale from one to three and back, and traffic follows within the stated delay', { timeout: 300_000 }, async () => {
  const { env, delayMs } = await registries['eureka']!();
  const shop = await shops.start(behindGateway('eureka'), { env });
  const instances = new UpInstances(shop.up);
  const busy = async (port: number): Promise<number> => {
    const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((response) => response.text());
    const counts = [...text.matchAll(/^carveout_work_seconds_count\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const report = await loadDuring(shop, async () => {
    await instances.scale('currencies', 3);
    const since = performance.now();
    const ports = instances.adminPorts('currencies');
    expect(ports).toHaveLength(3);
    while (!(await Promise.all(ports.map(busy))).every((count) => count > 0)) {
      await sleep(50);
      // The load itself comes in its own time.
      expect(performance.now() - since).toBeLessThan(delayMs + 5_000);
    }
    await instances.scale('currencies', 1);
    const [left] = ports;
    const before = await busy(left!);
    await expect.poll(() => busy(left!), { timeout: 10_000 }).toBeGreaterThan(before + 10);
  });
  await expectNothingFailed(shop, report);
});

it('go on serving while the registry is killed and comes back empty', { timeout: 300_000 }, async () => {
  const eureka = await startPrivateEureka();
  onTestFinished(() => eureka.remove());
  const shop = await shops.start(behindGateway('eureka'), { env: { EUREKA_URL: eureka.url } });
  const report = await loadDuring(shop, async () => {
    await sleep(3_000);
    await eureka.kill();
    await sleep(10_000);
    await eureka.start();
    await sleep(15_000);
  });
  await expectNothingFailed(shop, report);
});
