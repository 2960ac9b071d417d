import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnyContract } from '@carveout/contract';
import { DeclaredError, NotSent, notSent } from '@carveout/runtime';
import { createDoor, serverLimits } from '@carveout/runtime/door';
import type { CallFromOutside, OutsideRequest } from '@carveout/runtime/door';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stock, storefront } from './testing/contracts.ts';
import { openGateway } from './testing/open-gateway.ts';
import { statusOf } from './testing/raw.ts';

interface OpenDoor {
  readonly port: number;
  readonly calls: { readonly operation: string; readonly input: unknown; readonly request: OutsideRequest }[];
}

interface Hosting {
  /** What its page says. @default it has none */
  readonly page?: string;
  /** What a POST to `/buy` does. */
  readonly bought?: () => void;
  readonly contracts?: readonly AnyContract[];
}

/** A deployable's door on a loopback port, whose calls `answer` answers. */
async function openDoor(
  answer: CallFromOutside,
  { page, bought = () => undefined, contracts = [stock, storefront] }: Hosting = {},
): Promise<OpenDoor> {
  const calls: OpenDoor['calls'] = [];
  const app = createDoor({
    contracts,
    log: pino({ level: 'silent' }),
    live: () => true,
    ready: () => true,
    call: (operation, input, request) => {
      calls.push({ operation: operation.id, input, request });
      return answer(operation, input, request);
    },
    site:
      page === undefined
        ? undefined
        : {
            routes: (router) =>
              void router
                .get('/', (context) => {
                  context.body = `${page} for ${context.host}`;
                })
                .post('/buy', () => bought()),
          },
  });
  const server = createServer(serverLimits, app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, calls };
}

const item = { id: 'x', quantity: 1 };

it('operations and pages are answered through the gateway as the doors behind it answer them', async () => {
  const shop = await openDoor(() => Promise.resolve(item));
  const pages = await openDoor(() => Promise.resolve(undefined), { page: '<h1>Shop</h1>' });
  const { url, port } = await openGateway({ at: { stock: [shop.port], storefront: [pages.port] } });
  const made = await fetch(`${url}/stock`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': 'r-1' },
    body: JSON.stringify(item),
  });
  expect([made.status, await made.json(), made.headers.get('x-request-id')]).toEqual([200, item, 'r-1']);
  expect(made.headers.get('cache-control')).toBe('no-store');
  const [call] = shop.calls;
  expect(call).toMatchObject({ operation: 'stock.add', input: item, request: { correlation: 'r-1' } });
  // The gateway's key, which the door tells back.
  expect(call!.request.key).toBe(made.headers.get('idempotency-key'));
  const page = await fetch(`${url}/`);
  expect(await page.text()).toBe(`<h1>Shop</h1> for 127.0.0.1:${port}`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const refused = await fetch(`${url}/stock`, { method: 'POST', body: '{' });
  expect([refused.status, await refused.json()]).toMatchObject([415, { code: 'CARV-317' }]);
});

it('a command that surely did not run at one host is carried out by another, under one key', async () => {
  const away = await openDoor(() => Promise.reject(new NotSent(notSent, 'stock.add', 'nobody is there')));
  const there = await openDoor(() => Promise.resolve(item));
  const { url } = await openGateway({ at: { stock: [away.port, there.port] } });
  while (away.calls.length === 0) {
    const answer = await fetch(`${url}/stock`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(item),
    });
    expect(answer.status).toBe(200);
  }
  expect(away.calls[0]!.request.key).toBe(there.calls.at(-1)!.request.key);
});

it('a page that did one thing, and surely not the other, is not made again by another host', async () => {
  let times = 0;
  const buy = (): never => {
    times += 1;
    throw new NotSent(notSent, 'stock.add', 'the second call');
  };
  const hosts = [
    await openDoor(() => Promise.resolve(item), { page: 'page', bought: buy }),
    await openDoor(() => Promise.resolve(item), { page: 'page', bought: buy }),
  ];
  const { url } = await openGateway({ at: { storefront: hosts.map(({ port }) => port) } });
  const answer = await fetch(`${url}/buy`, { method: 'POST' });
  expect([answer.status, await answer.json()]).toMatchObject([504, { code: 'CARV-305' }]);
  expect(times).toBe(1);
});

describe('a stranger at the old address of an instance', () => {
  const nothing: CallFromOutside = () => Promise.reject(new Error('nothing is called'));
  const stranger = () => openDoor(nothing, { contracts: [storefront], page: 'page' });
  const post = (url: string, body = JSON.stringify(item)): Promise<Response> =>
    fetch(`${url}/stock`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

  it('is told from a host, which is asked instead', async () => {
    const [old, there] = [await stranger(), await openDoor(() => Promise.resolve(item))];
    const { url, metric } = await openGateway({ at: { stock: [old.port, there.port] } });
    const refused = () => metric('carveout_gateway_upstream_failures_total', { module: 'stock', how: 'refused' });
    for (let times = 0; times < 200 && (await refused()) === 0; times += 1) expect((await post(url)).status).toBe(200);
    expect(await refused()).toBeGreaterThan(0);
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(`${url}/stock/x`, { method, headers: { accept: 'text/html' } })).status).toBe(200);
  });

  it('leaves nobody where it is alone, which is told as what surely did not happen', async () => {
    const { port } = await stranger();
    const { url } = await openGateway({ at: { stock: [port] }, routes: '{ stock.add: { body: 1MiB } }' });
    for (const answer of [await post(url), await post(url, JSON.stringify({ id: 'x'.repeat(200_000) }))])
      expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'CARV-304' }]);
    expect((await fetch(`${url}/stock`, { method: 'HEAD' })).status).toBe(503);
  });

  it('is none where a host knows no such thing, or has no such page', async () => {
    const unknown = new DeclaredError('stock.byId', 'UNKNOWN_ITEM', { id: 'x' });
    const host = await openDoor(() => Promise.reject(unknown), { page: 'page' });
    const { url } = await openGateway({ at: { stock: [host.port], storefront: [host.port] } });
    const answers = [await fetch(`${url}/stock/x`), await fetch(`${url}/nowhere`)];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(await answers[0]!.json()).toMatchObject({ code: 'UNKNOWN_ITEM', data: { id: 'x' } });
    expect(answers[1]!.headers.get('carveout-refused')).toBeNull();
  });
});

it("what the pages' host would answer too is never reached past the policy of its own route", async () => {
  const everything = await openDoor(() => Promise.resolve(item), { page: 'page' });
  const ports = [everything.port];
  // Nothing may be sent to `stock.add`: its policy takes one byte.
  const { port } = await openGateway({ at: { stock: ports, storefront: ports }, routes: '{ stock.add: { body: 1 } }' });
  const tricks = [
    '/stock',
    '/stock/',
    '/stock?',
    '/stock?a',
    '/stock;a',
    '/stock.',
    '/STOCK',
    '/Stock/',
    '//stock',
    '/./stock',
    '/x/../stock',
    '/%73tock',
    '/stock%2f',
    '/stock%20',
    '/stock%3f',
    '/stock%23',
    '/stock%00',
    '/%2fstock',
    '/stock\\',
    '/stock#',
    'http://shop.example/stock',
    'http://shop.example//stock',
  ];
  const body = JSON.stringify(item);
  for (const target of tricks) {
    const head = `Host: shop.example\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    const status = await statusOf(port, `POST ${target} HTTP/1.1\r\n${head}\r\n\r\n${body}`);
    expect([400, 404, 405, 413, 415], target).toContain(status);
  }
  expect(everything.calls).toEqual([]);
});
