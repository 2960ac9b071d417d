import { describe, expect, it } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';

describe('what is passed on', () => {
  it('is the request as it came, and the answer as it is', async () => {
    const upstream = await openUpstream({
      answer: (seen, response) => {
        response.writeHead(201, 'Made', {
          'Content-Type': 'application/json; charset=utf-8',
          'Set-Cookie': ['a=1', 'b=2'],
          ETag: '"x"',
          'X-Powered-By': 'secret',
          Connection: 'X-Hop',
          'X-Hop': '1',
        });
        response.end(seen.body);
      },
    });
    const { url } = await openGateway({ at: { stock: [upstream.port] } });
    const answer = await fetch(`${url}/stock?a=1&b=%20`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Own': 'yes' },
      body: '{"id":"x","quantity":1}',
    });
    expect([answer.status, await answer.text()]).toEqual([201, '{"id":"x","quantity":1}']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      etag: '"x"',
      via: '1.1 carveout',
      'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.has('x-hop')).toBe(false);
    expect(answer.headers.has('x-powered-by')).toBe(false);
    const [seen] = upstream.seen;
    expect(seen).toMatchObject({ method: 'POST', url: '/stock?a=1&b=%20', headers: { 'x-own': 'yes' } });
    expect(seen!.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/);
    expect(seen!.headers['x-request-id']).toBe(answer.headers.get('x-request-id'));
  });

  it('goes to whoever hosts the module, and pages to the storefront', async () => {
    const [stock, storefront] = [await openUpstream(), await openUpstream()];
    const { url } = await openGateway({ at: { stock: [stock.port], storefront: [storefront.port] } });
    for (const path of ['/stock', '/stock/', '/stock/1', '/stock/1/parts/2', '/', '/cart', '/Stock', '/stock/1/parts'])
      expect((await fetch(url + path)).status, path).toBe(200);
    expect(stock.seen.map((one) => one.url)).toEqual(['/stock', '/stock/', '/stock/1', '/stock/1/parts/2']);
    expect(storefront.seen.map((one) => one.url)).toEqual(['/', '/cart', '/Stock', '/stock/1/parts']);
  });

  it('goes to another instance from the next request on, when the module has moved', async () => {
    const [one, other] = [await openUpstream(), await openUpstream()];
    const { url, registry } = await openGateway({ at: { stock: [one.port] } });
    expect((await fetch(`${url}/stock`)).status).toBe(200);
    registry.tell('stock', [other.port]);
    expect((await fetch(`${url}/stock`)).status).toBe(200);
    expect([one.seen.length, other.seen.length]).toEqual([1, 1]);
  });

  it.each([204, 304])('keeps a %d without a body', async (status) => {
    const upstream = await openUpstream({
      answer: (_, response) => response.writeHead(status, { ETag: '"y"', 'Cache-Control': 'max-age=5' }).end(),
    });
    const { url } = await openGateway({ at: { stock: [upstream.port] } });
    const answer = await fetch(`${url}/stock`);
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([status, '"y"', '']);
  });

  it('tells how long the body is that a HEAD does not get', async () => {
    const upstream = await openUpstream({
      answer: (_, response) => response.writeHead(200, { 'Content-Length': 100_000, 'Content-Type': 'a/b' }).end(),
    });
    const { url } = await openGateway({ at: { stock: [upstream.port] } });
    const answer = await fetch(`${url}/stock`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), answer.headers.get('content-type')]).toEqual([
      200,
      '100000',
      'a/b',
    ]);
    expect(upstream.seen[0]!.method).toBe('HEAD');
  });

  it('says no media type where the instance says none', async () => {
    const upstream = await openUpstream({ answer: (_, response) => response.end('text') });
    const { url } = await openGateway({ at: { stock: [upstream.port] } });
    const answer = await fetch(`${url}/stock`);
    expect([await answer.text(), answer.headers.has('content-type')]).toEqual(['text', false]);
  });

  it('keeps the key of a client, and gives one where a change has none', async () => {
    const upstream = await openUpstream();
    const { url } = await openGateway({ at: { stock: [upstream.port] } });
    await fetch(`${url}/stock`, { method: 'POST', headers: { 'Idempotency-Key': 'mine' } });
    await fetch(`${url}/stock`);
    // The door takes an empty one for none.
    await fetch(`${url}/stock`, { method: 'POST', headers: { 'Idempotency-Key': '' } });
    const keys = upstream.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['mine', undefined, expect.stringMatching(/^[\da-f-]{36}$/)]);
  });

  it('is nothing where no instance is known', async () => {
    const { url } = await openGateway({ at: { stock: [] } });
    const answer = await fetch(`${url}/stock`, { method: 'POST' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.json()).toEqual({
      type: 'urn:carveout:error:CARV-304',
      title: 'The call surely did not run',
      status: 503,
      code: 'CARV-304',
      detail: 'It surely did not happen. Try again in a moment.',
      requestId: answer.headers.get('x-request-id'),
    });
  });
});

it('a request that cannot be written to an instance is the client’s fault: 400', async () => {
  const upstream = await openUpstream();
  const { url, metric } = await openGateway({
    at: { stock: [upstream.port] },
    options: {
      inward: (_context, headers) => {
        headers['x-own'] = '\u0001';
      },
    },
  });
  const answer = await fetch(`${url}/stock`);
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'CARV-370' }]);
  expect(await metric('carveout_gateway_upstream_failures_total')).toBe(0);
});
