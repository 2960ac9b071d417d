import { gzipSync } from 'node:zlib';
import type { Discovery, Instance } from '@carveout/runtime';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { LoopDelay } from '@carveout/testing/loop-delay';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AnsweringServer } from './fixture/answering-server.ts';
import { answeringServer, recordAt, registryText, says } from './fixture/answering-server.ts';
import { createEurekaDiscovery } from './index.ts';
import type { EurekaOptions } from './index.ts';

const soon = { timeout: 20_000, interval: 10 };
const orders: Instance = {
  id: 'host/7 a',
  host: '10.0.0.7',
  ports: { link: 9090 },
  secure: false,
  metadata: { 'not a name': 'x', deployable: 'all' },
};

let servers: AnsweringServer[];
let opened: Discovery[];
let kept: ReturnType<typeof keptLog>;

beforeEach(async () => {
  kept = keptLog();
  opened = [];
  servers = await Promise.all([1, 2].map(() => answeringServer(says(registryText(recordAt('10.0.0.1'))))));
});

afterEach(async () => {
  await Promise.all(opened.map((one) => one.stop()));
  await Promise.all(servers.map((one) => one.close()));
  vi.unstubAllEnvs();
});

function open(options: Partial<EurekaOptions> = {}): Discovery {
  const urls = servers.map(({ url }) => url);
  const discovery = createEurekaDiscovery({ urls, fetchMs: 50, requestMs: 10_000, log: kept.log, ...options });
  opened.push(discovery);
  return discovery;
}

it('sends the account of the address, asks for gzip, and shows no password in health or log', async () => {
  const [server] = servers;
  server!.answer = (request, response) => {
    const isLetIn = request.headers.authorization === `Basic ${Buffer.from('ann:se cret').toString('base64')}`;
    if (!isLetIn) response.writeHead(401).end();
    else
      says(gzipSync(registryText(recordAt('größer.example'.replace('ö', 'o').replace('ß', 'ss')))), {
        'content-encoding': 'gzip',
      })(request, response);
  };
  const told: (readonly Instance[])[] = [];
  const discovery = open({ urls: [server!.url.replace('//', '//ann:se%20cret@')] });
  await discovery.start(['orders'], (_, instances) => void told.push(instances));
  expect(told.map((all) => all.map(({ host }) => host))).toEqual([['grosser.example']]);
  expect(server!.asked[0]!.headers['accept-encoding']).toBe('gzip');
  server!.answer = (_, response) => response.writeHead(503).end();
  await vi.waitFor(() => expect(discovery.health()).toContain('answered 503'), soon);
  await vi.waitFor(() => expect(kept.lines).not.toEqual([]), soon);
  expect(discovery.health() + JSON.stringify(kept.lines)).not.toMatch(/se%20cret|se cret/);
});

it('goes through no proxy of the environment, and writes nothing to the console', async () => {
  for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, 'http://127.0.0.1:9');
  const spoken = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
  const discovery = open();
  await discovery.start(['orders'], () => undefined);
  expect(discovery.health()).toBeUndefined();
  await servers[0]!.close();
  await servers[1]!.close();
  await vi.waitFor(() => expect(discovery.health()).toContain('ECONNREFUSED'), soon);
  for (const spy of spoken) expect(spy).not.toHaveBeenCalled();
});

it('reads the registry once for all modules', async () => {
  const modules = ['orders', 'carts', 'stock', 'mail'];
  const told: string[] = [];
  await open({ fetchMs: 60_000 }).start(modules, (module) => void told.push(module));
  expect(told).toEqual(modules);
  expect(servers[0]!.asked.map(({ line }) => line)).toEqual(['GET /eureka/apps/']);
});

it('asks the next server where one hangs, stays with it, and is in doubt about its picture for a moment', async () => {
  const [first, second] = servers;
  const healths: (string | undefined)[] = [];
  const discovery = open({ renewMs: 500, requestMs: 3_000 });
  await discovery.start(['orders'], () => void healths.push(discovery.health()));
  second!.answer = says(registryText());
  first!.answer = () => undefined;
  await vi.waitFor(() => expect(healths).toHaveLength(2), soon);
  expect(healths).toEqual([undefined, expect.stringContaining('is read instead')]);
  await vi.waitFor(() => expect(discovery.health()).toBeUndefined(), soon);
  const [before, after] = [first!.asked.length, second!.asked.length];
  await vi.waitFor(() => expect(second!.asked.length).toBeGreaterThan(after + 3), soon);
  expect(first!.asked.length).toBe(before);
});

it('registers at the next server where the first answers 500, and takes the record back there', async () => {
  const [first, second] = servers;
  first!.answer = (_, response) => response.writeHead(500).end();
  second!.answer = (request, response) => response.writeHead(request.method === 'POST' ? 204 : 200).end();
  const discovery = open({ zone: 'north' });
  const announced = await discovery.announce({ instance: orders, modules: ['orders'], ready: () => true });
  expect(discovery.health()).toBeUndefined();
  await announced.withdraw(1_000);
  const [posted, removed] = second!.asked;
  expect([posted!.line, removed!.line]).toEqual([
    'POST /eureka/apps/ORDERS',
    expect.stringMatching(/^DELETE \/eureka\/apps\/ORDERS\/host_7_a-[\da-f]{8}:orders$/),
  ]);
  expect(JSON.parse(posted!.body)).toMatchObject({
    instance: {
      status: 'UP',
      port: { $: 9090, '@enabled': 'true' },
      securePort: { '@enabled': 'false' },
      healthCheckUrl: 'http://10.0.0.7:9090/health/ready',
      metadata: { 'carveout.id': 'host/7 a', 'carveout.link': '9090', zone: 'north', deployable: 'all' },
    },
  });
  expect(posted!.body).not.toContain('not a name');
  expect(kept.lines).toEqual([expect.objectContaining({ keys: ['not a name'] })]);
});

it('withdraws within its time from servers that hang, and says what stays', async () => {
  const discovery = open({ requestMs: 60_000 });
  for (const server of servers) server.answer = (_, response) => response.writeHead(204).end();
  const announced = await discovery.announce({ instance: orders, modules: ['orders', 'carts'], ready: () => true });
  for (const server of servers) server.answer = () => undefined;
  const delay = new LoopDelay(() => performance.now());
  delay.start();
  const began = performance.now();
  await announced.withdraw(400);
  const ended = performance.now();
  delay.stop();
  expect(ended - began - delay.between(began, ended)).toBeLessThan(400 + 1_000);
  await announced.withdraw(400);
  const left = kept.lines.filter(({ msg }) => String(msg).includes('stays in Eureka until its lease is over'));
  expect(left.map(({ module }) => module).sort()).toEqual(['carts', 'orders']);
});

it('waits for a registration that is under way before it takes the record back', async () => {
  const [server] = servers;
  let answer: (() => void) | undefined;
  server!.answer = (request, response) => {
    if (request.method === 'POST') answer = () => void response.writeHead(204).end();
    else response.writeHead(200).end();
  };
  const discovery = open({ urls: [server!.url], requestMs: 5_000 });
  const announcing = discovery.announce({ instance: orders, modules: ['orders'], ready: () => true });
  await vi.waitFor(() => expect(answer).toBeDefined(), soon);
  setTimeout(answer!, 100);
  const announced = await announcing;
  await announced.withdraw(2_000);
  expect(server!.asked.map(({ line }) => line.split(' ')[0])).toEqual(['POST', 'DELETE']);
});

it('registers again what a server took and never lists, and does not take it for forgotten', async () => {
  const [server] = servers;
  server!.answer = (request, response) => {
    if (request.method === 'GET') says(registryText())(request, response);
    else response.writeHead(200).end();
  };
  const discovery = open({ urls: [server!.url], serverCacheMs: 0, renewMs: 60_000, requestMs: 2_000 });
  await discovery.start(['orders'], () => undefined);
  await discovery.announce({ instance: orders, modules: ['orders'], ready: () => true });
  const posts = () => server!.asked.filter(({ line }) => line.startsWith('POST'));
  await vi.waitFor(() => expect(posts().length).toBeGreaterThanOrEqual(2), soon);
  // What is forgotten is told for `renewMs`, longer than this waits.
  await vi.waitFor(() => expect(discovery.health()).toBeUndefined(), soon);
  const dirtyAt = posts().map(({ body }) => Number(JSON.parse(body).instance.lastDirtyTimestamp));
  expect(dirtyAt[1]).toBeGreaterThan(dirtyAt[0]!);
});

it('asks nothing any more after stop, and a request that hangs does not hold it up', async () => {
  const discovery = open({ requestMs: 60_000, renewMs: 500 });
  for (const server of servers) server.answer = () => undefined;
  void discovery.start(['orders'], () => undefined);
  void discovery.announce({ instance: orders, modules: ['orders'], ready: () => true });
  await vi.waitFor(() => expect(servers[0]!.asked).toHaveLength(2), soon);
  await discovery.stop();
  for (const server of servers) server.answer = (_, response) => response.writeHead(500).end();
  const witness = open({ urls: [servers[1]!.url] });
  await witness.start(['orders'], () => undefined);
  await vi.waitFor(() => expect(servers[1]!.asked.length).toBeGreaterThan(10), soon);
  expect(servers[0]!.asked).toHaveLength(2);
});

it.each([
  [{ urls: [] }, /urls is empty/],
  [{ urls: ['localhost:8761'] }, /number 1 of the servers' addresses is none/],
  [{ urls: ['http://ann:secret@h/eureka?a=b'] }, /is none/],
  [{ fetchMs: 0 }, /fetchMs is 0/],
  [{ renewMs: Number.NaN }, /renewMs is NaN/],
  [{ serverCacheMs: Number('soon') }, /serverCacheMs is NaN/],
])('refuses %j', (options, message) => {
  const opening = (): unknown => open(options);
  expect(opening).toThrow(message);
  expect(opening).toThrow(expect.objectContaining({ code: 'CARV-450' }));
  expect(opening).not.toThrow(/secret/);
});
