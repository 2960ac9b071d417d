import { describe, expect, it } from 'vitest';
import { Networks } from '@carveout/runtime/discovery';
import { requestState } from '../request-state.ts';
import type { GatewayOptions } from '../create-gateway.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw } from '../testing/raw.ts';

async function arriving(headers: Record<string, string>, options: Partial<GatewayOptions> = {}, version = '1.1') {
  const upstream = await openUpstream();
  const gateway = await openGateway({ at: { stock: [upstream.port] }, options });
  const lines = Object.entries({ Host: 'shop.example', Connection: 'close', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const text = await new Raw(gateway.port).send(`GET /stock HTTP/${version}\r\n${head}\r\n`).closed();
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  return upstream.seen[0]!.headers;
}

describe('what an instance is told of a request', () => {
  it('is where it came from, and nothing that the client says of that', async () => {
    const before = Date.now();
    const seen = await arriving({
      Forwarded: 'for=1.1.1.1;host=evil.example;proto=https',
      'X-Forwarded-For': '1.1.1.1',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Port': '1',
      'X-Forwarded-Prefix': '/evil',
      'X-Real-IP': '1.1.1.1',
      'True-Client-IP': '1.1.1.1',
    });
    expect(seen).toEqual({
      host: 'shop.example',
      connection: 'keep-alive',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'shop.example',
      forwarded: 'for=127.0.0.1;host="shop.example";proto=http',
      via: '1.1 carveout',
      'carveout-within': expect.stringMatching(/^\d+$/),
      'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    // In ms: what is left of the time that the route gives.
    const within = Number(seen['carveout-within']);
    expect(within).toBeLessThanOrEqual(15_000);
    expect(within).toBeGreaterThanOrEqual(15_000 - (Date.now() - before));
  });

  it('is what a trusted proxy says of it', async () => {
    const headers = { 'X-Forwarded-For': '9.9.9.9, 2001:db8::1', 'X-Forwarded-Proto': 'https', Forwarded: 'for=evil' };
    const seen = await arriving(headers, { trustedProxies: new Networks('127.0.0.1') });
    expect(seen).toMatchObject({
      'x-forwarded-for': '2001:db8::1, 127.0.0.1',
      'x-forwarded-proto': 'https',
      forwarded: 'for="[2001:db8::1]";host="shop.example";proto=https, for=127.0.0.1',
    });
  });

  it.each([
    'Carveout-Principal',
    'CARVEOUT-ANYTHING',
    'X-User',
    'X-User-Id',
    'X-Authenticated-User',
    'X-Auth-Request-User',
    'X-Remote-User',
    'Remote-User',
    'X-Consumer-Username',
    'X-Roles',
    'X-JWT-Claims',
    'SSL-Client-Verify',
    'X-Client-Cert',
    'X_Forwarded_For',
    'Carveout_Principal',
    'Authorization_',
    'Proxy',
    'Proxy-Authorization',
    'X-HTTP-Method-Override',
    'X-Original-URL',
    'X-Rewrite-URL',
    'traceparent',
    'TE',
    'Keep-Alive',
  ])('is not %s from outside', async (name) => {
    const seen = await arriving({ [name]: 'gzip' });
    expect(Object.keys(seen)).not.toContain(name.toLowerCase());
  });

  it('cannot be taken away by naming it in Connection', async () => {
    const seen = await arriving({ Connection: 'close, X-Forwarded-For, Forwarded, Host, X-Request-Id, Via, X-Other' });
    expect(Object.keys(seen).sort()).toEqual([
      'carveout-within',
      'connection',
      'forwarded',
      'host',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-request-id',
    ]);
  });

  it('is the token as long as nobody has read it, and not afterwards', async () => {
    const token = { Authorization: 'Bearer abc' };
    expect((await arriving(token))['authorization']).toBe('Bearer abc');
    const identify: GatewayOptions['before'] = [
      (context, next) => {
        requestState(context).principal = { id: 'ann', roles: [] };
        return next();
      },
    ];
    expect(await arriving(token, { before: identify })).not.toHaveProperty('authorization');
  });

  it('is every cookie but the session', async () => {
    const options = { sessionCookie: 'sid' };
    expect((await arriving({ Cookie: 'a=1; sid=secret; sidx=2;sid=again; b="3"' }, options)).cookie).toBe(
      'a=1; sidx=2; b="3"',
    );
    expect(await arriving({ Cookie: 'sid=secret' }, options)).not.toHaveProperty('cookie');
  });

  it('is who makes it, where the hook says so', async () => {
    const seen = await arriving(
      { 'Carveout-Principal': 'evil' },
      {
        inward: async (_, headers) => {
          await Promise.resolve();
          headers['carveout-principal'] = 'signed';
        },
      },
    );
    expect(seen['carveout-principal']).toBe('signed');
  });

  it('is a request id of ours where the client has none that can be logged', async () => {
    expect((await arriving({ 'X-Request-Id': 'abc-1' }))['x-request-id']).toBe('abc-1');
    for (const odd of ['a b', 'x'.repeat(129), 'é'])
      expect((await arriving({ 'X-Request-Id': odd }))['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });

  it('names the proxies before this one', async () => {
    expect((await arriving({ Via: '1.0 fred' }, {}, '1.0')).via).toBe('1.0 fred, 1.0 carveout');
  });
});
