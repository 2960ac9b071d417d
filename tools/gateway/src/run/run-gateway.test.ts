import { newGatewayKeys } from '@carveout/runtime/inward';
import { LoopDelay } from '@carveout/testing/loop-delay';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { stock, storefront } from '../testing/contracts.ts';
import { topologyWith } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw } from '../testing/raw.ts';
import { Registry } from '../testing/registry.ts';
import { startGateway } from './run-gateway.ts';
import type { RunGatewayOptions } from './run-gateway.ts';

async function started(registry: Registry, env: NodeJS.ProcessEnv = {}, more: Partial<RunGatewayOptions> = {}) {
  const stopping = new AbortController();
  const running = await startGateway(
    {
      deployable: 'gateway',
      topology: topologyWith(),
      contracts: [stock, storefront],
      discovery: { static: () => Promise.resolve({ createStaticDiscovery: () => registry }) },
      ...more,
    },
    { PORT: '0', ADMIN_PORT: '0', CARVEOUT_INSTANCES: 'instances.json', ...env },
    pino({ level: 'silent' }),
    stopping.signal,
  );
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping.abort();
    return (stopped ??= running.stop(performance.now()));
  };
  onTestFinished(stop);
  const url = `http://127.0.0.1:${running.port}`;
  return { ...running, url, admin: `http://127.0.0.1:${running.adminPort}`, stop };
}

const soon = { timeout: 20_000 };
const statusAt = async (url: string): Promise<number> => (await fetch(url)).status;

describe('the process of a gateway', () => {
  it('is ready once every module has been told of, and says so in detail on its admin port', async () => {
    const registry = new Registry();
    registry.tell('stock', []);
    const { url, admin } = await started(registry);
    expect([await statusAt(`${url}/health/ready`), await statusAt(`${admin}/health`)]).toEqual([503, 503]);
    registry.tell('storefront', []);
    expect([await statusAt(`${url}/health/ready`), await statusAt(`${admin}/health`)]).toEqual([200, 503]);
    const nowhere = 'no instance of stock, storefront is known';
    expect(await (await fetch(`${admin}/health`)).json()).toEqual({ ok: false, discovery: { static: nowhere } });
    for (const module of ['stock', 'storefront']) registry.tell(module, [1]);
    expect(await statusAt(`${admin}/health`)).toBe(200);
    expect(await (await fetch(`${admin}/health`)).json()).toEqual({ ok: true, discovery: { static: 'ok' } });
    expect(await (await fetch(`${admin}/metrics`)).text()).toContain('carveout_gateway_in_flight 0');
  });

  it('answers what has begun when it is told to stop, and takes nothing new', async () => {
    let answer = (): void => undefined;
    const upstream = await openUpstream({ answer: (_, response) => void (answer = () => response.end('late')) });
    const registry = new Registry();
    registry.tell('stock', [upstream.port]);
    registry.tell('storefront', []);
    const { port, url, stop } = await started(registry);
    const begun = new Raw(port).send('GET /stock HTTP/1.1\r\nHost: a\r\n\r\n');
    await vi.waitUntil(() => upstream.begun === 1, soon);
    let isStopped = false;
    const stopped = stop().then(() => {
      isStopped = true;
    });
    await vi.waitUntil(async () => (await fetch(url).catch(() => undefined)) === undefined, soon);
    expect(isStopped).toBe(false);
    answer();
    const text = await begun.closed();
    expect(text).toMatch(/^HTTP\/1\.1 200 [^]*late$/);
    await stopped;
  });

  it('serves on while it drains, with its readiness down', { timeout: 60_000 }, async () => {
    const upstream = await openUpstream();
    const registry = new Registry();
    registry.tell('stock', [upstream.port]);
    registry.tell('storefront', []);
    const { url, stop } = await started(registry, { CARVEOUT_DRAIN_MS: '10000' });
    const stopped = stop();
    expect(await statusAt(`${url}/health/ready`)).toBe(503);
    const answer = await fetch(`${url}/stock`);
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    await stopped;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('is not kept by an answer that never ends', { timeout: 60_000 }, async () => {
    const upstream = await openUpstream({ answer: (_, response) => void response.write('on and on') });
    const registry = new Registry();
    registry.tell('stock', [upstream.port]);
    registry.tell('storefront', []);
    const { port, stop } = await started(registry);
    const raw = new Raw(port).send('GET /stock HTTP/1.1\r\nHost: a\r\n\r\n');
    await raw.until(/on and on/);
    const delay = new LoopDelay(() => performance.now());
    delay.start();
    const began = performance.now();
    await stop();
    const ended = performance.now();
    delay.stop();
    // As it is promised, without the time for which this very process was held up.
    expect(ended - began - delay.between(began, ended)).toBeLessThan(12_000);
    await raw.closed();
  });

  it('asks what the topology says that it asks of requests', async () => {
    const upstream = await openUpstream();
    const registry = new Registry();
    registry.tell('stock', [upstream.port]);
    registry.tell('storefront', []);
    const { url } = await started(registry, {}, { topology: topologyWith('{ defaults: { rate: 2/min } }') });
    const statuses = [];
    for (let request = 0; request < 3; request += 1) statuses.push(await statusAt(`${url}/stock`));
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('tells in its document what it answers by itself, and of tokens where there are some', async () => {
    const tokens = {
      issuer: 'https://id.example.com',
      audience: 'shop',
      algorithms: ['RS256' as const],
      roles: 'roles',
    };
    for (const more of [{}, { tokens }]) {
      const gateway = { replicas: 1, origins: [], routes: {}, ...more };
      const { key } = await newGatewayKeys();
      const { url } = await started(
        new Registry(),
        { CARVEOUT_GATEWAY_KEY: key },
        {
          topology: { ...topologyWith(), gateway },
        },
      );
      const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
        paths: Record<string, { get: { responses: object } }>;
        components: { securitySchemes: object };
      };
      expect(document.paths['/stock']!.get.responses).toMatchObject({ 429: {}, 502: {} });
      expect('bearer' in document.components.securitySchemes).toBe('tokens' in more);
    }
  });

  it('tells other gateways who makes a request, at a port of its own', async () => {
    const registry = new Registry();
    const gateway = { replicas: 1, origins: [], routes: {}, sessions: { cookie: 'sid', roles: ['customer'] } };
    const { key } = await newGatewayKeys();
    const env = { IDENTITY_PORT: '0', CARVEOUT_GATEWAY_KEY: key };
    const { identityPort } = await started(registry, env, { topology: { ...topologyWith(), gateway } });
    const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${identityPort}/identity`, { headers });
    const known = await ask({ 'X-Original-Method': 'GET', 'X-Original-URI': '/stock?a=b', Cookie: 'other=1' });
    expect(known.status).toBe(200);
    expect(known.headers.get('carveout-principal')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(known.headers.get('set-cookie')).toMatch(/^sid=/);
    const asked = (method: string, target: string) => ask({ 'X-Original-Method': method, 'X-Original-URI': target });
    for (const credentials of ['Bearer', 'Bearer a b', 'Bearer a, Bearer b']) {
      const refused = await ask({
        'X-Original-Method': 'GET',
        'X-Original-URI': '/stock',
        Authorization: credentials,
      });
      // Of what it refuses, others can pass on 401 and 403 alone.
      expect([credentials, refused.status]).toEqual([credentials, 401]);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_request"');
      expect(await refused.json()).toMatchObject({ status: 401, code: 'CARV-340' });
    }
    expect((await asked('GET', '/stock/../x')).status).toBe(400);
    expect((await asked('DELETE', '/stock')).status).toBe(405);
    expect((await ask({})).status).toBe(400);
    expect((await fetch(`http://127.0.0.1:${identityPort}/stock`)).status).toBe(404);
  });

  it.each([
    ['beyond loopback', {}, 'CARV-349'],
    ['beyond loopback, as the environment says', { CARVEOUT_HOST: '::' }, 'CARV-349'],
    ['on loopback', { CARVEOUT_HOST: '127.0.0.1' }, undefined],
    ['within a mesh', { CARVEOUT_LINK_PLAINTEXT: 'mesh' }, undefined],
  ])('tells no other gateway of it in plain text in production: %s', async (_where, env, code) => {
    const { key } = await newGatewayKeys();
    const production = {
      NODE_ENV: 'production',
      CARVEOUT_DRAIN_MS: '0',
      CARVEOUT_GATEWAY_KEY: key,
      IDENTITY_PORT: '0',
    };
    const starting = started(new Registry(), { ...production, ...env });
    if (code === undefined) expect((await starting).identityPort).toBeGreaterThan(0);
    else await expect(starting).rejects.toMatchObject({ code });
  });

  it.each([
    ['CARVEOUT_TRUSTED_PROXIES', '10.0.0.0/33', /CARV-633: CARVEOUT_TRUSTED_PROXIES: '10\.0\.0\.0\/33' is no network/],
    ['CARVEOUT_DRAIN_MS', '-1', /CARV-633: CARVEOUT_DRAIN_MS/],
    ['PORT', 'http', /CARV-633: PORT/],
    ['CARVEOUT_INSTANCES', '', /CARV-632: .*CARVEOUT_INSTANCES/],
  ])('does not start with %s=%s', async (variable, value, message) => {
    const starting = started(new Registry(), { [variable]: value });
    await expect(starting.catch((error: unknown) => Promise.reject(new Error(String(error))))).rejects.toThrow(message);
  });
});
