import { describe, expect, it } from 'vitest';
import { requestState } from './request-state.ts';
import type { RequestState } from './request-state.ts';
import { openGateway } from './testing/open-gateway.ts';
import { openUpstream } from './testing/open-upstream.ts';
import { statusOf } from './testing/raw.ts';

describe('what the gateway answers itself', () => {
  it('is its health, at exactly these paths', async () => {
    const { url, port, registry } = await openGateway({ at: { stock: [] } });
    const ready = async () => (await fetch(`${url}/health/ready`)).status;
    expect([(await fetch(`${url}/health/live`)).status, await ready()]).toEqual([200, 503]);
    registry.tell('storefront', []);
    expect(await ready()).toBe(200);
    // Everything else is a page, and nobody has any here.
    for (const path of ['/health', '/health/live/', '/health/ready/x', '/Health/live', '/metrics'])
      expect((await fetch(url + path)).status, path).toBe(503);
    expect(await statusOf(port, 'GET /health//live HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(400);
    expect((await fetch(`${url}/health/live`, { method: 'POST' })).status).toBe(503);
  });

  it('is the document of all contracts and its explorer', async () => {
    const { url } = await openGateway();
    const answer = await fetch(`${url}/openapi.json`);
    expect(Object.keys(((await answer.json()) as { paths: object }).paths)).toEqual([
      '/stock',
      '/stock/mine',
      '/stock/{id}',
      '/stock/{id}/parts/{part}',
    ]);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await fetch(`${url}/explorer`);
    expect(await page.text()).toContain('/explorer/swagger-ui-bundle.js');
    expect(page.headers.get('content-security-policy')).toContain("'unsafe-inline'");
    const script = await fetch(`${url}/explorer/swagger-ui-bundle.js`);
    expect([script.status, (await script.text()).length > 100_000]).toEqual([200, true]);
    expect((await fetch(`${url}/explorer/package.json`)).status).toBe(404);
  });

  it('is a problem for a path or a method that nobody takes', async () => {
    const { url } = await openGateway();
    const wrong = await fetch(`${url}/stock`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await wrong.json()).toEqual({
      type: 'about:blank',
      title: 'Method Not Allowed',
      status: 405,
      detail: 'This path takes other methods: see the Allow header.',
      requestId: wrong.headers.get('x-request-id'),
    });
    expect((await fetch(`${url}/cart`, { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD, POST');
    const options = await fetch(`${url}/stock/1`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, PUT, OPTIONS']);
  });
});

describe('what runs before the proxy', () => {
  it('knows the route, the client and the deadline, and may answer by itself', async () => {
    const upstream = await openUpstream();
    const states: RequestState[] = [];
    const { url } = await openGateway({
      at: { stock: [upstream.port] },
      routes: '{ stock.byId: { within: 60s } }',
      options: {
        before: [
          (context, next) => {
            states.push(requestState(context));
            return next();
          },
          (context, next) => (context.path === '/stock/none' ? context.throw(403, 'inside') : next()),
          (context, next) => {
            if (context.path !== '/stock/kept') return next();
            context.body = 'kept';
            return undefined;
          },
        ],
      },
    });
    const before = Date.now();
    expect((await fetch(`${url}/stock/1`)).status).toBe(200);
    const after = Date.now();
    expect(states[0]).toMatchObject({ route: { name: 'stock.byId', module: 'stock' }, client: '127.0.0.1' });
    expect(states[0]!.deadline).toBeGreaterThanOrEqual(before + 60_000);
    expect(states[0]!.deadline).toBeLessThanOrEqual(after + 60_000);
    const refused = await fetch(`${url}/stock/none`);
    expect(await refused.json()).toMatchObject({ status: 403, detail: 'The request was refused.' });
    const kept = await fetch(`${url}/stock/kept`);
    expect([await kept.text(), kept.headers.get('x-frame-options')]).toEqual(['kept', 'DENY']);
    expect(upstream.seen).toHaveLength(1);
  });

  it('sees the answer before it is sent, and failures as rejections', async () => {
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.setHeader('ETag', '"1"');
        response.end('text');
      },
    });
    const seen: unknown[] = [];
    const { url, registry } = await openGateway({
      at: { stock: [upstream.port] },
      options: {
        before: [
          async (context, next) => {
            try {
              await next();
              const { status, headers, body } = requestState(context).answer!;
              seen.push([status, headers['etag'], String(body)]);
            } catch (error) {
              seen.push((error as Error).name);
              throw error;
            }
          },
        ],
      },
    });
    await fetch(`${url}/stock`);
    registry.tell('stock', []);
    await upstream.kill();
    expect((await fetch(`${url}/stock`)).status).toBe(503);
    expect(seen).toEqual([[200, '"1"', 'text'], 'Refusal']);
  });

  it('answers preflights under the route that they ask about', async () => {
    const routes: string[] = [];
    const { url } = await openGateway({
      options: {
        before: [
          (context, next) => {
            routes.push(requestState(context).route.name);
            return next();
          },
        ],
      },
    });
    const ask = (method: string) =>
      fetch(`${url}/stock`, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': method } });
    for (const method of ['POST', 'GET', 'DELETE']) expect((await ask(method)).status).toBe(204);
    expect(routes).toEqual(['stock.add', 'stock.list', 'stock.list']);
  });

  it('that breaks is told as a fault without what broke, and logged', async () => {
    const { url, lines } = await openGateway({
      options: {
        before: [
          () => {
            throw new Error('inside details');
          },
        ],
      },
    });
    const answer = await fetch(`${url}/stock?secret`);
    const text = await answer.text();
    expect([answer.status, text.includes('inside details')]).toEqual([500, false]);
    expect(lines.filter(({ level }) => level === 50)).toMatchObject([
      { correlation: answer.headers.get('x-request-id'), route: 'stock.list', path: '/stock', status: 500 },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});

it('requests are counted by route and status, whatever path they ask for', async () => {
  const upstream = await openUpstream();
  const { url, metric } = await openGateway({ at: { stock: [upstream.port], storefront: [upstream.port] } });
  for (const path of ['/stock/1', '/stock/2', '/a', '/b']) await (await fetch(url + path)).arrayBuffer();
  await fetch(`${url}/stock`, { method: 'PUT' });
  const count = (labels: Record<string, string>) => metric('carveout_gateway_seconds', { ...labels, le: '+Inf' });
  await expect.poll(() => count({ route: 'stock.byId', method: 'GET', status: '200' })).toBe(2);
  await expect.poll(() => count({ route: 'storefront', status: '200' })).toBe(2);
  await expect.poll(() => count({ route: 'unknown', method: 'PUT', status: '405' })).toBe(1);
});
