import { describe, expect, it } from 'vitest';
import { listen } from '../testing/listen.ts';
import { aroundPolicies } from '../testing/around-policies.ts';
import { send } from '../testing/send.ts';
import { allowOrigins } from './allow-origins.ts';

const SHOP = 'https://shop.example.com';
const preflight = (origin: string) => ({ origin, 'access-control-request-method': 'DELETE' });

async function open(origins: string[] = [SHOP], headers: Record<string, string> = {}) {
  const reached: string[] = [];
  const upstream = await listen((request, response) => {
    reached.push(request.method!);
    response.writeHead(200, headers).end('through');
  });
  return { url: await aroundPolicies({ upstream, before: [allowOrigins(origins)], matched: [] }), reached };
}

describe('pages of other origins', () => {
  it('may call with credentials when they are listed', async () => {
    const { url } = await open();
    const { headers } = await send(url, { origin: SHOP });
    expect(headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
    expect(headers['access-control-expose-headers']).toContain('RateLimit');
  });

  it('are told so before they call, without anybody inward', async () => {
    const { url, reached } = await open();
    const { status, headers } = await send(url, preflight(SHOP), 'OPTIONS');
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    expect(headers['access-control-allow-methods']).toContain('DELETE');
    expect(headers['access-control-allow-headers']).toContain('Idempotency-Key');
    expect(headers['access-control-allow-headers']).not.toContain('*');
    expect(reached).toEqual([]);
  });

  it.each([
    'null',
    'https://evil.example.com',
    'http://shop.example.com',
    'https://shop.example.com:8443',
    'https://shop.example.com.evil.com',
    'https://xshop.example.com',
    'https://SHOP.example.com',
    'https://shop.example.com, https://evil.example.com',
  ])('learn nothing when they are not: %s', async (origin) => {
    const { url, reached } = await open();
    const called = await send(url, { origin });
    const asked = await send(url, preflight(origin), 'OPTIONS');
    expect(asked.status).toBe(204);
    expect(reached).toEqual(['GET']);
    for (const { headers } of [called, asked]) {
      expect(headers.vary).toBe('Origin');
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('are what the topology says, whatever an upstream says', async () => {
    const { url } = await open([SHOP], {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'X-Secret',
      Vary: 'Accept',
    });
    const evil = await send(url, { origin: 'https://evil.example.com' });
    const good = await send(url, { origin: SHOP });
    expect(evil.headers['access-control-allow-origin']).toBeUndefined();
    expect(evil.headers['access-control-allow-credentials']).toBeUndefined();
    expect(good.headers['access-control-allow-origin']).toBe(SHOP);
    expect(good.headers['access-control-expose-headers']).not.toContain('X-Secret');
    for (const { headers } of [evil, good]) expect(headers.vary).toBe('Accept, Origin');
  });

  it('are not spoken of without an Origin, but caches are told', async () => {
    const { url } = await open();
    const { headers } = await send(url);
    expect(headers.vary).toBe('Origin');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('change nothing where none is listed', async () => {
    const { url } = await open([]);
    const { headers } = await send(url, { origin: SHOP });
    expect(headers.vary).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});
