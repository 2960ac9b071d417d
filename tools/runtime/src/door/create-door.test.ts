import { command, defineContract, query } from '@carveout/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDoor } from './create-door.ts';
import { openDoor } from './testing/open-door.ts';
import { things } from './testing/shop.ts';

const made = { id: 't1' };
const order = { items: [{ product: 'p', quantity: 2 }], payment: { kind: 'invoice' } };

describe('the JSON API', () => {
  it('composes the input from the path and answers the output', async () => {
    const door = await openDoor(() => ({ product: 'p', quantity: 1 }));
    const response = await door.send('GET', '/things/a%2Fb');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ product: 'p', quantity: 1 });
    expect(door.calls).toMatchObject([{ operation: 'things.byId', input: { id: 'a/b' } }]);
  });

  it('converts the query string by the types of the schema', async () => {
    const door = await openDoor(() => ({ items: [] }));
    const query = 'limit=5&tags=one&sizes=1&sizes=2.5&cheap=true&near={"x":1,"y":2}&text=12';
    const response = await door.send('GET', `/things?${query}`);
    expect(response.status).toBe(200);
    expect(door.calls[0]?.input).toEqual({
      limit: 5,
      tags: ['one'],
      sizes: [1, 2.5],
      cheap: true,
      near: { x: 1, y: 2 },
      text: '12',
    });
  });

  it('puts path and body together', async () => {
    const door = await openDoor(() => undefined);
    const response = await door.send('PUT', '/things/t1', { quantity: 3 });
    expect(response.status).toBe(204);
    expect(door.calls[0]?.input).toEqual({ id: 't1', quantity: 3 });
  });

  it('takes commands without a body, their fields from the query string', async () => {
    const door = await openDoor(() => undefined);
    expect((await door.send('DELETE', '/things/t1?force=true')).status).toBe(204);
    expect(door.calls[0]?.input).toEqual({ id: 't1', force: true });
  });

  it('passes no input where the operation takes none', async () => {
    const door = await openDoor(() => ({ pong: true }));
    expect(await (await door.send('GET', '/ping')).json()).toEqual({ pong: true });
    expect(door.calls[0]?.input).toBeUndefined();
    expect((await door.send('GET', '/ping?loud=1')).status).toBe(400);
  });

  it('prefers the more exact path', async () => {
    const door = await openDoor(() => []);
    await door.send('GET', '/things/mine');
    expect(door.calls[0]?.operation).toBe('things.mine');
  });

  it('answers HEAD like GET, without the body', async () => {
    const door = await openDoor(() => ({ product: 'p', quantity: 1 }));
    const response = await door.send('HEAD', '/things/a');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it('does not serve operations without an http line', async () => {
    const door = await openDoor(() => 'x');
    expect((await door.send('GET', '/inside')).status).toBe(404);
  });
});

describe('what a request bears', () => {
  it('passes the idempotency key on, bare or quoted, and tells it back', async () => {
    const door = await openDoor(() => made);
    const bare = await door.send('POST', '/things', order, { 'idempotency-key': 'key-1' });
    await door.send('POST', '/things', order, { 'idempotency-key': '"key-2"' });
    expect(door.calls.map((call) => call.request.key)).toEqual(['key-1', 'key-2']);
    expect(bare.headers.get('idempotency-key')).toBe('key-1');
  });

  it('makes a fresh key for a command without one, and none for a query', async () => {
    const door = await openDoor(() => made);
    const first = await door.send('POST', '/things', order);
    await door.send('POST', '/things', order);
    await door.send('GET', '/things/a');
    const keys = door.calls.map((call) => call.request.key);
    expect(keys[0]).toBe(first.headers.get('idempotency-key'));
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[2]).toBeUndefined();
  });

  it('refuses a malformed idempotency key', async () => {
    const door = await openDoor(() => made);
    const response = await door.send('POST', '/things', order, { 'idempotency-key': 'a b' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'CARV-302', issues: [{ path: ['Idempotency-Key'] }] });
    expect(door.calls).toEqual([]);
  });

  it('takes a well-formed X-Request-Id as correlation, and makes one otherwise', async () => {
    const door = await openDoor(() => ({ pong: true }));
    const named = await door.send('GET', '/ping', undefined, { 'x-request-id': 'abc-123' });
    const odd = await door.send('GET', '/ping', undefined, { 'x-request-id': 'x'.repeat(129) });
    expect(named.headers.get('x-request-id')).toBe('abc-123');
    expect(door.calls[0]?.request.correlation).toBe('abc-123');
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(door.calls[1]?.request.correlation).toBe(odd.headers.get('x-request-id'));
  });

  it('sets the deadline by its limit', async () => {
    const before = Date.now();
    const door = await openDoor(() => ({ pong: true }), { limits: { deadlineMs: 60_000 } });
    await door.send('GET', '/ping');
    const deadline = door.calls[0]?.request.deadline ?? 0;
    expect(deadline).toBeGreaterThanOrEqual(before + 60_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 60_000);
  });
});

describe('health and headers', () => {
  it('answers health by status alone', async () => {
    let ready = true;
    const door = await openDoor(() => 1, { ready: () => ready, live: () => false });
    const up = await door.send('GET', '/health/ready');
    ready = false;
    const down = await door.send('GET', '/health/ready');
    const live = await door.send('HEAD', '/health/live');
    expect([up.status, down.status, live.status]).toEqual([200, 503, 503]);
    expect(await up.text()).toBe('');
    expect(await down.text()).toBe('');
  });

  it('sends security headers with every answer', async () => {
    const door = await openDoor(() => ({ pong: true }));
    for (const path of ['/ping', '/nowhere', '/openapi.json']) {
      const { headers } = await door.send('GET', path);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  it('tells each answered request to the observer, by route and not by path', async () => {
    const seen: string[] = [];
    const door = await openDoor(() => ({ product: 'p', quantity: 1 }), {
      observe: ({ method, route, status }) => seen.push(`${method} ${route} ${status}`),
    });
    await (await door.send('GET', '/things/secret')).text();
    await (await door.send('GET', '/nowhere')).text();
    await expect.poll(() => seen).toEqual(['GET /things/:id 200', 'GET unknown 404']);
  });
});

describe('what cannot be served is refused when the door is made', () => {
  const make = (...contracts: Parameters<typeof createDoor>[0]['contracts']) =>
    createDoor({ contracts, call: async () => 1, log: undefined as never, live: () => true, ready: () => true });
  const one = (http: 'GET /a/:x' | 'GET /a/:y', name: 'one' | 'two') => {
    const field = http.slice(-1);
    return defineContract(name, { get: query({ input: z.object({ [field]: z.string() }), output: z.string(), http }) });
  };

  it('two operations that claim the same requests', () => {
    expect(() => make(one('GET /a/:x', 'one'), one('GET /a/:y', 'two'))).toThrow(/one.get and two.get both claim/);
  });

  it('an input that is no object, and a path parameter that is no field', () => {
    const bad = defineContract('bad', {
      text: command({ input: z.string(), output: z.string(), http: 'POST /text' }),
      lost: query({ input: z.object({ a: z.string() }), output: z.string(), http: 'GET /lost/:b' }),
    });
    expect(() => make(bad)).toThrow(/must be an object[\s\S]*':b'.*is no field/);
  });

  it('a page on the path of an operation', () => {
    expect(() =>
      createDoor({
        contracts: [things],
        site: { routes: (router) => void router.get('/things/:name', (context) => context.throw(404)) },
        call: async () => 1,
        log: undefined as never,
        live: () => true,
        ready: () => true,
      }),
    ).toThrow(/claimed by things.byId and by a page/);
  });
});
