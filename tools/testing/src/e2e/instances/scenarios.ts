import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { testDatabase, testVhost } from '../../vitest/index.ts';
import { StartedShops, separateTopology } from '../started-shops.ts';
import type { KillableRegistry, Registry } from './registries.ts';
import { expectNothingFailed, loadDuring } from './under-load.ts';
import { UpInstances } from './up-instances.ts';

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

/** Shops for the tests of one file; each ends with its test. */
export function shopsOfFile(): StartedShops {
  const shops = new StartedShops(testDatabase(), testVhost());
  afterEach(() => shops.stopAll());
  return shops;
}

export function addedKilledAndRemoved(
  shops: StartedShops,
  discovery: string,
  startRegistry: () => Promise<Registry>,
): void {
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

export function scaled(shops: StartedShops, discovery: string, startRegistry: () => Promise<Registry>): void {
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

/** @param title what is killed, in words */
export function registryKilled(
  shops: StartedShops,
  discovery: string,
  title: string,
  startRegistry: () => Promise<KillableRegistry>,
): void {
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
