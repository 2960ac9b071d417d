import { describe, expect, it } from 'vitest';
import { arrivedAt, frontOfThisFile, seenBy } from '../../testing/configs/front.ts';
import { raw, rawGet } from '../../testing/configs/raw.ts';

const front = frontOfThisFile('{ routes: { defaults: { rate: 2000/s } } }');

describe('routes of the generated nginx configuration', () => {
  it.each([
    ['GET', '/api/things/7?x=%2F', 'store'],
    ['HEAD', '/api/things/7', 'store'],
    ['PUT', '/api/things/a%20b/touched', 'store'],
    ['DELETE', '/api/things/%C3%A9', 'store'],
    ['GET', '/', 'site'],
    ['GET', '/product/0PUK6V6EV0', 'site'],
    ['POST', '/cart/checkout', 'site'],
    ['GET', '/api/unknown', 'site'],
    ['GET', '/api/things/7/8', 'site'],
    ['GET', '/explorers', 'site'],
    ['GET', '/a/openapi.json', 'site'],
    ['GET', '/openapi.json', 'refused'],
    ['GET', '/openapi.json/?a', 'refused'],
    ['POST', '/openapi.json', 'refused'],
    ['GET', '/explorer', 'refused'],
    ['HEAD', '/explorer?a=b', 'refused'],
    ['GET', '/explorer/start.js', 'refused'],
    ['GET', '/.route/things.add', 'refused'],
    ['GET', '/.identity', 'refused'],
  ])('%s %s goes to the %s, letter for letter', async (method, path, where) => {
    const before = {
      store: front().stores.flatMap(({ received }) => received).length,
      site: front().site.received.length,
    };
    const answer = await front().fetch(path, { method });
    expect(answer.status).toBe(where === 'refused' ? 404 : 200);
    expect(front().stores.flatMap(({ received }) => received).length - before.store).toBe(where === 'store' ? 1 : 0);
    expect(front().site.received.length - before.site).toBe(where === 'site' ? 1 : 0);
    if (method === 'GET' && where !== 'refused') expect(await seenBy(answer)).toMatchObject({ method, url: path });
  });

  it.each([
    ['DELETE', '/api/things', 'GET, HEAD, POST'],
    ['POST', '/api/things/7', 'GET, HEAD, PUT, DELETE'],
    ['PATCH', '/api/things/newest', 'GET, HEAD, PUT, DELETE'],
    ['PUT', '/cart', 'GET, HEAD, POST'],
    ['PROPFIND', '/api/things', 'GET, HEAD, POST'],
  ])('%s %s is refused, with the methods that there are', async (method, path, allow) => {
    const before = arrivedAt(front());
    const answer = await front().fetch(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type: 'about:blank',
      status: 405,
      requestId: answer.headers.get('x-request-id'),
    });
    expect(arrivedAt(front())).toBe(before);
  });

  it('answers for its own health at the exact paths alone', async () => {
    expect(await (await front().fetch('/health/live')).text()).toBe('ok\n');
    expect(await seenBy(await front().fetch('/health/live/x'))).toMatchObject({ server: 'site' });
    expect(await seenBy(await front().fetch('/api/things/health/live'))).toMatchObject({ server: 'site' });
  });
});

describe('requests that two programs could read differently', () => {
  it.each([
    '//api/things',
    '/api//things',
    '/api/../api/things',
    '/x/..',
    '/./api/things',
    '/api/things/..;/secret',
    '/api/things/%2e%2e/x',
    '/api/things/%2E',
    '/api%2fthings',
    '/api%5Cthings',
    '/api\\things',
    '/api/things/%00',
    '/api/things/%0a',
    '/api/things/%7f',
    '/api/things/%c2%80',
    '/api/things/%252e',
    '/api/%74hings',
    '/api/things/%zz',
    '/api/things/%c0%ae',
    '/api/things/%ff',
    '/api/things/\xe9',
    '/api/things/#x',
    '/api/things/?q=%ff',
    '/api/things?x=/../"\x01',
    'http://other.example.com/api/things',
    '/health/../health/live',
    '/x/healthz/../../api/things',
  ])('%j is refused, and reaches nobody', async (target) => {
    const before = arrivedAt(front());
    const asked = front().identity.received.length;
    const answer = await rawGet(front().nginx.port, target);
    expect([answer.status, answer.head]).toEqual([400, expect.stringMatching(/application\/problem\+json/)]);
    expect([arrivedAt(front()), front().identity.received.length]).toEqual([before, asked]);
  });

  it('takes a target in absolute form for its own host, as HTTP wants it', async () => {
    const { port } = front().nginx;
    const answer = await rawGet(port, `http://127.0.0.1:${port}/api/things/7`);
    expect(answer.status).toBe(200);
  });

  const post = (lines: readonly string[], body = ''): string =>
    ['POST /api/things HTTP/1.1', ...lines, 'Connection: close', '', body].join('\r\n');
  it.each([
    ['two lengths', post(['Host: x', 'Content-Length: 1', 'Content-Length: 2'], 'ab')],
    ['a length and chunks', post(['Host: x', 'Content-Length: 1', 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
    ['two hosts', post(['Host: x', 'Host: y', 'Content-Length: 0'])],
    ['no host', 'GET /api/things HTTP/1.0\r\n\r\n'],
    ['a host that is none', post(['Host: a"b', 'Content-Length: 0'])],
    ['a query for a host', post(['Host: a,b', 'Content-Length: 0'])],
    ['a body to read with', 'GET /api/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx'],
    [
      'chunks to read with',
      'GET /api/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('refuses %s', async (_what, text) => {
    const before = arrivedAt(front());
    expect((await raw(front().nginx.port, text)).status).toBe(400);
    expect(arrivedAt(front())).toBe(before);
  });

  it('speaks nothing but HTTP', async () => {
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade'];
    expect((await rawGet(front().nginx.port, '/api/things/7', upgrade)).status).toBe(501);
    expect((await rawGet(front().nginx.port, '/api/things/7', ['Upgrade: h2c'])).status).toBe(200);
  });
});
