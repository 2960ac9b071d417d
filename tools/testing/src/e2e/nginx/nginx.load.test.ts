import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants, runLoad } from '../../load/index.ts';
import { needNginx, testDatabase, testVhost } from '../../vitest/index.ts';
import { ApiCustomer } from '../api-customer.ts';
import { exchange } from '../exchange.ts';
import type { Answer } from '../exchange.ts';
import { INSIDE } from '../inside.ts';
import { oneCheckout } from '../one-checkout.ts';
import { newSession } from '../session.ts';
import { StartedShops } from '../started-shops.ts';
import { refused } from './refused.ts';
import { RepeatedRequests } from './repeated-requests.ts';
import { logged, startBehindNginx } from './shop-behind-nginx.ts';
import type { ShopBehindNginx } from './shop-behind-nginx.ts';

const shops = new StartedShops(testDatabase(), testVhost());
const need = needNginx();
let shop: ShopBehindNginx;

beforeAll(async () => {
  if (!need.isHad()) return;
  shop = await startBehindNginx(
    shops,
    { file: 'deployables/topology.gateway.yaml' },
    // The identity endpoint is one of them alone, as `up` runs it.
    { storefront: 2, carts: 2, gateway: 2 },
  );
}, 240_000);

afterAll(async () => {
  await shop?.nginx.remove();
  await shops.stopAll();
});

const atNginx = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  exchange(shop.nginx.url, { path, headers });
const soon = { timeout: 30_000, interval: 50 };
const saysNotReady = ({ status, headers, text }: Answer): boolean =>
  status === 503 && headers['retry-after'] !== undefined && /CARV-3(?:04|21)|We cannot do this right now/.test(text);
const problem = ({ headers, text }: Answer): unknown => {
  expect(headers['content-type']).toBe('application/problem+json');
  return JSON.parse(text);
};

describe('the shop behind an nginx with the configuration made for it', { timeout: 300_000 }, () => {
  it('sells as it does behind the gateway', async () => {
    const behindGateway = await oneCheckout(shop.up.url);
    expect(behindGateway).toEqual({ status: 200, text: expect.stringContaining('your order is placed') });
    expect(await oneCheckout(shop.nginx.url)).toEqual(behindGateway);
    const declined = { credit_card_number: '4000000000000002' };
    expect(await oneCheckout(shop.nginx.url, declined)).toEqual(await oneCheckout(shop.up.url, declined));
  });

  it('fails no request under load, and the invariants hold', async () => {
    const report = await runLoad({ url: shop.nginx.url, users: 8, seconds: 10, thinkMs: 250 });
    expect(report.failures).toEqual([]);
    expect(report.failed).toBe(0);
    expect(report.requests).toBeGreaterThan(50);
    const { acknowledged } = report.checkouts;
    expect(acknowledged.length).toBeGreaterThan(0);
    const environment = { DATABASE_URL: shop.databaseUrl };
    expect((await checkInvariants({ environment, acknowledged })).faults).toEqual([]);
  });

  it('begins a session with the first page, and the API knows the same visitor', async () => {
    const first = await atNginx('/');
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^shop_session-id=[\w-]{43}; path=\/; samesite=lax; httponly$/),
    ]);
    expect(first.headers['cache-control']).toBe('no-store');
    const cookie = first.headers['set-cookie']![0]!.split(';')[0]!;
    const { customer } = JSON.parse((await atNginx('/api/session', { cookie })).text) as { customer: string };
    const added = await exchange(shop.nginx.url, {
      method: 'POST',
      path: `/api/carts/${customer}/items`,
      headers: { cookie, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ productId: 'OLJCESPC7Z', quantity: 3 }),
    });
    expect([added.status, added.headers['set-cookie']]).toEqual([200, undefined]);
    const page = await atNginx('/cart', { cookie });
    expect(page.text).toContain('/product/OLJCESPC7Z');
    expect(page.headers['set-cookie']).toBeUndefined();
    // Whichever way somebody comes in.
    const atGateway = await exchange(shop.up.url, { path: `/api/carts/${customer}`, headers: { cookie } });
    expect(JSON.parse(atGateway.text)).toEqual({ customer, items: [{ productId: 'OLJCESPC7Z', quantity: 3 }] });
  });

  it('marks the session secure where the client came over TLS, which is nginx’s word and not the client’s', async () => {
    const asked = { 'x-original-method': 'GET', 'x-original-uri': '/', 'x-forwarded-proto': 'https' };
    const told = await exchange(shop.identityUrl, { path: '/identity', headers: asked });
    expect(told.headers['set-cookie']![0]).toMatch(/; secure; httponly$/);
    const { headers } = await atNginx('/', { 'x-forwarded-proto': 'https' });
    expect(headers['set-cookie']![0]).not.toMatch(/secure/);
  });

  it.each([
    ['a customer', () => ({ cookie: newSession().cookie }), 403],
    ['nobody', () => ({ authorization: 'Bearer of-nobody' }), 401],
  ])('refuses what operators may to %s, before a module is asked', async (_who, headers, status) => {
    const answer = await atNginx('/api/stock', headers());
    expect(problem(answer)).toMatchObject({ status });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      status,
      status === 401 ? 'Bearer' : undefined,
    ]);
    await expect
      .poll(() => logged(shop, answer.headers['x-request-id']), soon)
      .toMatchObject({ route: 'inventory.levels', upstream: '' });
  });

  it('refuses what belongs to others', async () => {
    const [me, other] = [newSession(), newSession()];
    const answer = await atNginx(`/api/carts/${other.customer}`, { cookie: me.cookie });
    expect([answer.status, problem(answer)]).toEqual([403, expect.objectContaining({ code: 'CARV-303' })]);
  });

  it('takes nobody’s word on who they are, not even the gateway’s own about somebody else', async () => {
    const [me, other] = [newSession(), newSession()];
    const asked = { 'x-original-method': 'GET', 'x-original-uri': '/api/session', cookie: other.cookie };
    const { headers } = await exchange(shop.identityUrl, { path: '/identity', headers: asked });
    const signed = String(headers['carveout-principal']);
    expect(signed).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const forged = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"o","roles":["operator"]}').toString('base64url')}.`;
    for (const principal of [signed, forged, 'operator']) {
      const spoofed = { 'carveout-principal': principal, carveout_principal: principal };
      const session = await atNginx('/api/session', { cookie: me.cookie, ...spoofed });
      expect(JSON.parse(session.text)).toEqual({ customer: me.customer });
      expect((await atNginx(`/api/carts/${other.customer}`, { cookie: me.cookie, ...spoofed })).status).toBe(403);
      expect((await atNginx('/api/stock', { cookie: me.cookie, ...spoofed })).status).toBe(403);
      expect((await atNginx('/api/stock', { authorization: 'Bearer none', ...spoofed })).status).toBe(401);
    }
  });

  it.each(refused)('refuses $what with $status, as the gateway does', async ({ sends, status }) => {
    const { cookie } = newSession();
    const sent = { ...sends, headers: { cookie, ...sends.headers } };
    const [nginx, gateway] = [await exchange(shop.nginx.url, sent), await exchange(shop.up.url, sent)];
    expect([nginx.status, gateway.status]).toEqual([status, status]);
    expect(nginx.text).not.toMatch(INSIDE);
  });
});

describe('while a process is killed and started again', { timeout: 300_000 }, () => {
  it('requests that only read are answered by the other one, and nothing is done twice', async () => {
    const requests = RepeatedRequests.begin(shop.nginx.url);
    await requests.untilMore(20);
    for (const deployable of ['storefront', 'carts']) {
      await shop.instances.kill(deployable);
      await requests.untilMore(20);
    }
    await requests.end();
    // One that is not ready yet says so itself; nginx passes that on.
    const ofTheDead = requests.reads.filter((answer) => answer.status !== 200 && !saysNotReady(answer));
    expect(ofTheDead).toEqual([]);
    // An address before another one: the first was asked in vain.
    expect(shop.nginx.log()).toMatch(/"status":"200",.*"upstream":"127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+"/);
    // What changes something may be refused, and is repeated under its key.
    for (const answer of requests.commands.filter(({ status }) => status !== 200)) {
      expect([502, 503, 504]).toContain(answer.status);
      expect(problem(answer)).toMatchObject({ status: answer.status });
      expect(answer.text).not.toMatch(INSIDE);
    }
    expect(await requests.inCart()).toBe(requests.commands.filter(({ status }) => status === 200).length);
  });

  it('both are asked again', async () => {
    const asked = new Set<string>();
    await expect
      .poll(async () => asked.add(logged(shop, (await atNginx('/')).headers['x-request-id']).upstream).size, soon)
      .toBe(2);
  });

  it('a module with one process is away for so long, and what was not answered can be repeated', async () => {
    const customer = new ApiCustomer(shop.nginx.url);
    expect((await customer.fill()).status).toBe(200);
    const list = { path: `/api/orders?customer=${customer.id}` };
    let back = false;
    const killed = shop.instances.kill('orders').finally(() => (back = true));
    const seen = new Set<number>();
    while (!back) {
      const answer = await customer.send(list);
      seen.add(answer.status);
      if (answer.status !== 200) expect(problem(answer)).toMatchObject({ status: answer.status });
      await sleep(20);
    }
    await killed;
    expect(seen).toContain(502);
    expect([...seen].filter((status) => ![200, 502, 503].includes(status))).toEqual([]);
    // What was asked before it was ready may have opened its breaker for a second.
    await expect.poll(async () => (await customer.send(list)).status, soon).toBe(200);
    expect((await oneCheckout(shop.nginx.url)).status).toBe(200);
    expect((await checkInvariants({ environment: { DATABASE_URL: shop.databaseUrl } })).faults).toEqual([]);
  });
});
