import { afterEach, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireKnot } from '../../backing/index.ts';
import { need, suiteOn, testDatabase, testVhost } from '../../vitest/index.ts';
import { StartedShops, separateTopology } from '../started-shops.ts';
import { startConsul, startEureka, startKubernetes, startStatic } from './registries.ts';
import type { KillableRegistry, Registry } from './registries.ts';
import { expectNothingFailed, loadDuring } from './under-load.ts';
import { UpInstances } from './up-instances.ts';

need('private-eureka');
const knotd = await requireKnot((line) => void process.stdout.write(`${line}\n`));
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

function addedKilledAndRemoved(discovery: string, startRegistry: () => Promise<Registry>): void {
  const title = 'fail no request while an instance of each is added, killed and removed';
  it(title, { timeout: 600_000 }, async () => {
    const { env, delayMs, heard } = await startRegistry();
    const shop = await shops.start(behindGateway(discovery), { env });
    const instances = new UpInstances(shop.up);
    const report = await loadDuring(shop, async () => {
      for (const module of all) {
        // An instance that nobody has heard of cannot stand in for another.
        await instances.scale(module, 2);
        await heard();
        await sleep(delayMs + 500);
        await instances.kill(module);
        await heard();
        await sleep(delayMs + 500);
        await instances.scale(module, 1);
      }
    });
    await expectNothingFailed(shop, report);
  });
}

function scaled(discovery: string, startRegistry: () => Promise<Registry>): void {
  const title = 'scale from one to three and back, and traffic follows within the stated delay';
  it(title, { timeout: 300_000 }, async () => {
    const { env, delayMs, heard } = await startRegistry();
    const shop = await shops.start(behindGateway(discovery), { env });
    const instances = new UpInstances(shop.up);
    const busy = async (port: number): Promise<number> => {
      const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((response) => response.text());
      const counts = [...text.matchAll(/^carveout_work_seconds_count\{.*\} (\d+)$/gm)].map(([, count]) =>
        Number(count),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    };
    const report = await loadDuring(shop, async () => {
      await instances.scale('currencies', 3);
      await heard();
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
}

function registryKilled(discovery: string, title: string, startRegistry: () => Promise<KillableRegistry>): void {
  it(title, { timeout: 300_000 }, async () => {
    const registry = await startRegistry();
    const shop = await shops.start(behindGateway(discovery), { env: registry.env });
    const report = await loadDuring(shop, async () => {
      await sleep(3_000);
      const begin = shop.up.printed().length;
      const said = (): string => shop.up.printed().slice(begin);
      await registry.kill();
      await sleep(10_000);
      // Who never noticed has shown nothing.
      await expect.poll(said).toMatch(/CARV-443|CARV-451/);
      await registry.start();
      await sleep(15_000);
      await expect.poll(said).toMatch(/(is of use|works) again/);
    });
    await expectNothingFailed(shop, report);
  });
}

describe('modules found through static, behind the gateway', () => addedKilledAndRemoved('static', startStatic));

describe('modules found through eureka, behind the gateway', () => {
  addedKilledAndRemoved('eureka', startEureka);
  scaled('eureka', startEureka);
  registryKilled('eureka', 'go on serving while the registry is killed and comes back empty', startEureka);
});

describe('modules found through consul, behind the gateway', () => addedKilledAndRemoved('consul', startConsul));

describe('modules found through kubernetes, behind the gateway', () =>
  suiteOn(knotd, (program) => {
    const start = (): Promise<KillableRegistry> => startKubernetes(program);
    addedKilledAndRemoved('kubernetes', start);
    scaled('kubernetes', start);
    registryKilled('kubernetes', 'go on serving while the DNS server is killed and comes back', start);
  }));
