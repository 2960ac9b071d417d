import type { Announced, Discovery, Instance } from '@carveout/runtime';
import { startPrivateEureka } from '@carveout/testing/backing';
import type { PrivateEureka } from '@carveout/testing/backing';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { need } from '@carveout/testing/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { SlowestAnswer } from '../fixture/slowest-answer.ts';
import { empty, post, recordsOf, remove } from './fixture/by-rest.ts';
import { createEurekaDiscovery } from './index.ts';

need('private-eureka');

const fetchMs = 300;
const renewMs = 1_000;
/** What a machine that does other things as well may add to a delay, in ms. */
const SLACK_MS = 3_000;
/** For so many answers a change may have to wait, each as slow as the registry is just then. */
const ANSWERS = 3;
const soon = { timeout: 60_000, interval: 20 };

let server: PrivateEureka;
let slowest: SlowestAnswer;
let requestMs: number;
const opened: Discovery[] = [];
const announced: Announced[] = [];

beforeAll(async () => {
  server = await startPrivateEureka();
});

beforeEach(() => {
  requestMs = 10_000;
  slowest = new SlowestAnswer(async () => (await fetch(`${server.url}/apps/`)).text());
});

afterEach(async () => {
  slowest.stop();
  await Promise.all(announced.splice(0).map((one) => one.withdraw(20_000)));
  await Promise.all(opened.splice(0).map((one) => one.stop()));
  await empty(server.url);
});

afterAll(() => server?.remove());

function open(log = keptLog().log): Discovery {
  const discovery = createEurekaDiscovery({ urls: [server.url], fetchMs, renewMs, requestMs, log });
  opened.push(discovery);
  return discovery;
}

async function watch(...modules: readonly string[]) {
  const pictures = new Map<string, string[]>();
  const full = new Map<string, readonly Instance[]>();
  const discovery = open();
  await discovery.start(modules, (module, all) => {
    full.set(module, all);
    pictures.set(
      module,
      all.map(({ id }) => id),
    );
  });
  return { discovery, pictures, full };
}

async function host(id: string, modules: readonly string[], ready = () => true, fields: Partial<Instance> = {}) {
  const instance = { id, host: '10.0.0.1', ports: { http: 8080, link: 9090 }, secure: false, metadata: {}, ...fields };
  const discovery = open();
  const one = await discovery.announce({ instance, modules, ready });
  announced.push(one);
  return { discovery, withdraw: () => one.withdraw(20_000) };
}

/** Waits until `check` passes, and holds the time that it took to what is promised. */
async function within(promisedMs: number, check: () => void | Promise<void>): Promise<void> {
  const began = performance.now();
  await vi.waitFor(check, { ...soon, interval: 5 });
  expect(performance.now() - began).toBeLessThan(promisedMs + SLACK_MS + ANSWERS * slowest.ms);
}

it('shows others what a Spring client reads: names in its form, ports, zone, lease, pages', async () => {
  await host('process-1', ['gift-cards', 'orders'], () => true, { zone: 'north', metadata: { deployable: 'shop' } });
  await host('process-2', ['orders'], () => true, { host: 'orders.internal', ports: { link: 9443 }, secure: true });
  const records = (await recordsOf(server.url)).sort((one, other) => (one.instanceId < other.instanceId ? -1 : 1));
  expect(records).toMatchObject([
    {
      instanceId: 'process-1:gift-cards',
      app: 'GIFT-CARDS',
      vipAddress: 'gift-cards',
      secureVipAddress: 'gift-cards',
      hostName: '10.0.0.1',
      ipAddr: '10.0.0.1',
      status: 'UP',
      overriddenStatus: 'UNKNOWN',
      port: { $: 8080, '@enabled': 'true' },
      securePort: { $: 8080, '@enabled': 'false' },
      leaseInfo: { renewalIntervalInSecs: 1, durationInSecs: 3 },
      healthCheckUrl: 'http://10.0.0.1:9090/health/ready',
      metadata: {
        'carveout.id': 'process-1',
        'carveout.http': '8080',
        'carveout.link': '9090',
        zone: 'north',
        deployable: 'shop',
      },
    },
    { instanceId: 'process-1:orders', app: 'ORDERS' },
    {
      instanceId: 'process-2:orders',
      hostName: 'orders.internal',
      port: { $: 9443, '@enabled': 'false' },
      securePort: { $: 9443, '@enabled': 'true' },
      healthCheckUrl: 'https://orders.internal:9443/health/ready',
    },
  ]);
  // What a Spring client asks for by name, in any case, and what clients that read XML get.
  const byName = await fetch(`${server.url}/vips/gift-cards`, { headers: { accept: 'application/json' } });
  expect(await byName.json()).toMatchObject({ applications: { application: [{ name: 'GIFT-CARDS' }] } });
  const xml = await (await fetch(`${server.url}/apps/`, { headers: { accept: 'application/xml' } })).text();
  expect(xml).toContain('<carveout.link>9090</carveout.link>');
});

it('sees a process that a Java client has registered, with its port as the one for requests from outside', async () => {
  const watcher = await watch('billing');
  const secured = { port: { $: 8080, '@enabled': 'false' }, securePort: { $: 8443, '@enabled': 'true' } };
  await post(server.url, 'BILLING', {
    instanceId: 'host:billing:8080',
    hostName: 'billing-1',
    metadata: { zone: 'z' },
  });
  await post(server.url, 'BILLING', { instanceId: 'host:billing:8443', hostName: 'billing-2', ...secured });
  await post(server.url, 'BILLING', { instanceId: 'host:billing:1', status: 'STARTING' });
  await vi.waitFor(() => expect(watcher.full.get('billing')).toHaveLength(2), soon);
  expect(watcher.full.get('billing')).toEqual([
    { id: 'host:billing:8080', host: 'billing-1', ports: { http: 8080 }, secure: false, zone: 'z', metadata: {} },
    { id: 'host:billing:8443', host: 'billing-2', ports: { http: 8443 }, secure: true, metadata: {} },
  ]);
});

it('is down within 2 s of not being ready, and up again, which a server does not refuse', async () => {
  let ready = false;
  await host('process-1', ['orders'], () => ready);
  const status = async () => (await recordsOf(server.url))[0]!.status;
  expect(await status()).toBe('DOWN');
  for (const next of [true, false, true]) {
    ready = next;
    await within(2_000, async () => expect(await status()).toBe(next ? 'UP' : 'DOWN'));
  }
});

it('leaves an operator his word: what he took out of service stays there while it is ready', async () => {
  const watcher = await watch('orders');
  await host('process-1', ['orders']);
  await host('process-2', ['orders']);
  await vi.waitFor(() => expect(watcher.pictures.get('orders')).toEqual(['process-1', 'process-2']), soon);
  const path = `${server.url}/apps/ORDERS/process-1:orders/status`;
  await fetch(`${path}?value=OUT_OF_SERVICE`, { method: 'PUT' });
  await vi.waitFor(() => expect(watcher.pictures.get('orders')).toEqual(['process-2']), soon);
  const told = performance.now();
  await vi.waitFor(() => expect(performance.now() - told).toBeGreaterThan(2 * renewMs), soon);
  expect(watcher.pictures.get('orders')).toEqual(['process-2']);
  await fetch(`${path}?value=UP`, { method: 'DELETE' });
  await vi.waitFor(() => expect(watcher.pictures.get('orders')).toEqual(['process-1', 'process-2']), soon);
});

it('one, three, one: each change is seen within delayMs', async () => {
  const watcher = await watch('orders');
  const { delayMs } = watcher.discovery;
  expect(delayMs).toBe(250 + 1_000 + fetchMs + 500);
  const seen = (...ids: readonly string[]): Promise<void> =>
    within(delayMs, () => expect(watcher.pictures.get('orders')).toEqual(ids));
  await host('a', ['orders']);
  await seen('a');
  const [b, c] = await Promise.all([host('b', ['orders']), host('c', ['orders'])]);
  await seen('a', 'b', 'c');
  await Promise.all([b.withdraw(), c.withdraw()]);
  await seen('a');
});

it('what comes and goes while others read is listed right a second later, whatever the server was making just then', async () => {
  let reading = true;
  const readers = Array.from({ length: 4 }, async () => {
    while (reading) await recordsOf(server.url);
  });
  const listed = (...ids: readonly string[]): Promise<void> =>
    within(1_000, async () =>
      expect((await recordsOf(server.url)).map(({ instanceId }) => instanceId).sort()).toEqual(ids),
    );
  try {
    for (let round = 1; round <= 10; round++) {
      const ids = ['a', 'b', 'c', 'd'].map((letter) => `${letter}${round}`);
      for (const instanceId of ids) await post(server.url, 'ORDERS', { instanceId });
      await listed(...ids);
      for (const instanceId of ids) await remove(server.url, { instanceId, app: 'ORDERS', status: 'UP' });
      await listed();
    }
  } finally {
    reading = false;
    await Promise.all(readers);
  }
}, 400_000);

it('a record that somebody has removed is registered again, and the registry is doubted meanwhile', async () => {
  const watcher = await watch('orders');
  const { log, lines } = keptLog();
  const discovery = open(log);
  await discovery.start(['orders'], () => undefined);
  const instance = { id: 'a', host: '10.0.0.1', ports: { http: 8080 }, secure: false, metadata: {} };
  announced.push(await discovery.announce({ instance, modules: ['orders'], ready: () => true }));
  await vi.waitFor(() => expect(watcher.pictures.get('orders')).toEqual(['a']), soon);
  await remove(server.url, (await recordsOf(server.url))[0]!);
  await vi.waitFor(() => expect(discovery.health()).toContain('has forgotten this process'), soon);
  await vi.waitFor(async () => expect(await recordsOf(server.url)).toHaveLength(1), soon);
  await vi.waitFor(() => expect(discovery.health()).toBeUndefined(), soon);
  await vi.waitFor(() => expect(lines.at(-1)!['msg']).toBe('discovery: Eureka works again'), soon);
});

it('a process whose renewals are lost is evicted after its lease, and comes back with the next one that arrives', async () => {
  const watcher = await watch('orders');
  const lost = await host('lost', ['orders']);
  await host('kept', ['orders']);
  await vi.waitFor(() => expect(watcher.pictures.get('orders')).toEqual(['kept', 'lost']), soon);
  await lost.discovery.stop();
  // A lease of 3 s, which the server counts twice, and a look each second.
  await within(2 * 3_000 + 1_000 + fetchMs, () => expect(watcher.pictures.get('orders')).toEqual(['kept']));
  await host('lost', ['orders']);
  await vi.waitFor(() => expect(watcher.pictures.get('orders')).toEqual(['kept', 'lost']), soon);
});

it('a server that freezes, is killed, and starts again with nothing: what was known stays, and all register again', async () => {
  requestMs = 2_000;
  const watcher = await watch('orders', 'carts');
  await host('one', ['orders', 'carts']);
  const other = await host('other', ['orders']);
  const both = () =>
    vi.waitFor(() => expect([...watcher.pictures.values()]).toEqual([['one', 'other'], ['one']]), soon);
  await both();
  const isIll = () => vi.waitFor(() => expect(watcher.discovery.health()).toEqual(expect.any(String)), soon);
  const isWell = () => vi.waitFor(() => expect(watcher.discovery.health()).toBeUndefined(), soon);

  await server.kill('SIGSTOP');
  await isIll();
  expect(watcher.discovery.health()).toContain('did not answer within 2000 ms');
  await vi.waitFor(() => expect(other.discovery.health()).toContain('orders cannot be registered'), soon);
  expect(watcher.pictures.get('orders')).toEqual(['one', 'other']);
  await server.kill('SIGCONT');
  await isWell();
  await both();

  await server.kill();
  await isIll();
  expect(watcher.pictures.get('orders')).toEqual(['one', 'other']);
  await server.start();
  await isWell();
  await vi.waitFor(async () => expect(await recordsOf(server.url)).toHaveLength(3), soon);
  await both();
}, 400_000);
