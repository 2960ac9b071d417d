import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { describeLoad } from './report.ts';
import { runLoad } from './run-load.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, form: URLSearchParams) => void;

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A shop of cardboard: right pages, no goods. `answers` overrides single routes. */
async function cardboardShop(answers: Readonly<Record<string, Answer>> = {}): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = new URL(request.url ?? '/', 'http://shop').pathname;
      const route = `${request.method} ${path.startsWith('/product/') ? '/product/:id' : path}`;
      (answers[route] ?? usual[route] ?? notFound)(request, response, new URLSearchParams(body));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page =
  (html: string): Answer =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
const seeOther =
  (location: string): Answer =>
  (_request, response) =>
    response.writeHead(303, { location }).end();
const notFound: Answer = (_request, response) => response.writeHead(404).end('<h1>Not found</h1>');

const DECLINED = '4000000000000002';
let orders = 0;
const usual: Readonly<Record<string, Answer>> = {
  'GET /': page('<form action="/setCurrency" method="post"><select name="currency_code"></select></form>'),
  'GET /product/:id': page(
    '<form action="/cart" method="post"><input type="hidden" name="product_id" value="P"></form>',
  ),
  'GET /cart': page(
    '<form action="/cart/checkout" method="post"></form><form action="/cart/empty" method="post"></form>',
  ),
  'POST /setCurrency': seeOther('/'),
  'POST /cart': (_request, response, form) =>
    form.get('product_id') === 'P' ? seeOther('/cart')(_request, response, form) : response.writeHead(422).end(),
  'POST /cart/empty': seeOther('/cart'),
  'POST /cart/checkout': (_request, response, form) => {
    if (form.get('credit_card_number') === DECLINED) response.writeHead(402).end('declined');
    else response.writeHead(200).end(`<main data-order-id="order-${(orders += 1)}"></main>`);
  },
  'GET /logout': seeOther('/'),
};

describe('runLoad', () => {
  it('drives every route, and finds nothing wrong in a shop that works', async () => {
    const report = await runLoad({ url: await cardboardShop(), users: 4, seconds: 60, visitsEach: 60, thinkMs: 0 });
    expect(report.failures).toEqual([]);
    expect(report.failed).toBe(0);
    const counts = new Map(report.perRoute.map(({ route, count }) => [route, count]));
    for (const route of Object.keys(usual)) expect(counts.get(route), route).toBeGreaterThan(0);
    expect(report.requests).toBe([...counts.values()].reduce((sum, count) => sum + count, 0));
    expect(report.checkouts.acknowledged.length).toBeGreaterThan(0);
    expect(new Set(report.checkouts.acknowledged).size).toBe(report.checkouts.acknowledged.length);
    expect(describeLoad(report)).toMatch(/OK: .* none failed$/);
  });

  it('keeps cookies, for each visitor their own', async () => {
    let given = 0;
    const seen: string[] = [];
    const url = await cardboardShop({
      'GET /': (request, response) => {
        if (request.headers.cookie) seen.push(request.headers.cookie);
        else response.setHeader('set-cookie', `session=${(given += 1)}; HttpOnly; Path=/`);
        usual['GET /']!(request, response, new URLSearchParams());
      },
    });
    await runLoad({ url, users: 3, seconds: 60, visitsEach: 30, thinkMs: 0 });
    expect(given).toBe(3);
    expect(new Set(seen)).toEqual(new Set(['session=1', 'session=2', 'session=3']));
  });

  it.each<[string, string, Answer, RegExp]>([
    ['a status that was not asked for', 'GET /cart', (_, response) => response.writeHead(500).end('<p>Oh no'), /Oh no/],
    ['a form post answered with a page', 'POST /cart', page('done'), /expected 302 or 303/],
    ['a page that lacks its form', 'GET /product/:id', page('<p>No form'), /no form for \/cart/],
    ['a closed connection', 'GET /product/:id', (request) => request.socket.destroy(), /./],
    ['a confirmation that names no order', 'POST /cart/checkout', page('Thank you'), /names no order|declined/],
    ['a redirect away', 'GET /logout', seeOther('http://127.0.0.1:1/'), /away from the shop/],
    ['redirects without end', 'GET /logout', seeOther('/logout'), /more than 5 redirects/],
  ])('counts %s as a failure', async (_what, route, answer, reason) => {
    const url = await cardboardShop({ [route]: answer });
    const report = await runLoad({ url, users: 3, seconds: 60, visitsEach: 30, thinkMs: 0 });
    expect(report.failed).toBeGreaterThan(0);
    expect(report.failures[0]!.reason).toMatch(reason);
    expect(describeLoad(report)).toMatch(/\nFAILED: .* failed$/);
  });

  it('counts a shop that is not there as failed', async () => {
    const report = await runLoad({ url: 'http://127.0.0.1:1', users: 1, seconds: 60, visitsEach: 3, thinkMs: 0 });
    expect(report.failed).toBe(report.requests);
    expect(report.failed).toBeGreaterThan(0);
  });
});
