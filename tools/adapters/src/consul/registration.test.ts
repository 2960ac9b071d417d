import type { Announced, Discovery, Instance } from '@carveout/runtime';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ScriptedAgent, ScriptedAnswer } from './fixture/scripted-agent.ts';
import { scriptedAgent } from './fixture/scripted-agent.ts';
import type { ConsulOptions } from './index.ts';
import { createConsulDiscovery } from './index.ts';
import { metaOf, readEntry } from './record.ts';

const instance: Instance = {
  ...{ id: 'i-1', host: '10.0.0.1', ports: { http: 80, link: 90 }, secure: true, zone: 'a' },
  metadata: { version: '1' },
};
const soon = { timeout: 20_000, interval: 10 };

describe('a registration', () => {
  let agent: ScriptedAgent;
  let discovery: Discovery;
  let announced: Announced;

  afterEach(async () => {
    await announced.withdraw(100);
    await discovery.stop();
    await agent.close();
  });

  async function announce(answer: (path: string) => ScriptedAnswer, ready = (): boolean => true, ttlMs = 1_000) {
    agent = await scriptedAgent((url) => answer(url.pathname));
    const limits = { ttlMs, readyMs: 10, requestMs: 5_000, retryMs: 200 };
    discovery = createConsulDiscovery({ url: agent.url, limits, log: keptLog().log });
    announced = await discovery.announce({ instance, modules: ['orders'], ready });
    return () => agent.asked.map(({ url }) => url.pathname.replace('/v1/agent/', ''));
  }
  const renewal = 'check/update/service%3Aorders-i-1';

  it('is renewed thrice in the time of its check', async () => {
    const began = performance.now();
    const asked = await announce(() => ({ body: '' }));
    expect(asked()).toEqual(['service/register']);
    await vi.waitFor(() => expect(asked().slice(1)).toEqual([renewal, renewal, renewal]), soon);
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  it('is renewed at once when readiness changes', async () => {
    let ready = true;
    const asked = await announce(
      () => ({ body: '' }),
      () => ready,
      600_000,
    );
    for (const renewals of [1, 2, 3]) {
      ready = !ready;
      await vi.waitFor(() => expect(asked()).toHaveLength(1 + renewals), soon);
    }
    expect(asked().slice(1)).toEqual([renewal, renewal, renewal]);
  });

  it('what cannot say whether it is ready is not ready, and goes on', async () => {
    const asked = await announce(
      () => ({ body: '' }),
      () => {
        throw new Error('broken');
      },
    );
    await vi.waitFor(() => expect(asked().length).toBeGreaterThan(1), soon);
    expect(discovery.health()).toBeUndefined();
  });

  it('that Consul has forgotten is made again; announce resolves though it is refused', async () => {
    let refusals = 2;
    const asked = await announce((path) => {
      if (path.includes('check')) return { status: 404, body: 'Unknown check ID' };
      return refusals-- > 0 ? { status: 500, body: 'not now' } : { body: '' };
    });
    expect(discovery.health()).toContain('500 not now');
    await vi.waitFor(() => expect(discovery.health()).toBeUndefined(), soon);
    await vi.waitFor(() => expect(asked().filter((path) => path === 'service/register')).toHaveLength(4), soon);
  });

  it('is taken back, after what was on its way, and within its time', async () => {
    const asked = await announce((path) => (path.includes('deregister') ? { silence: true } : { body: '' }));
    const began = performance.now();
    await announced.withdraw(300);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(asked().at(-1)).toBe('service/deregister/orders-i-1');
    const { length } = asked();
    await announced.withdraw(300);
    expect(asked()).toHaveLength(length);
  });

  it('is taken back although a request under way hangs: half of the time is left for that', async () => {
    let ready = true;
    const asked = await announce(
      (path) => (path.includes('check') ? { silence: true } : { body: '' }),
      () => ready,
      600_000,
    );
    ready = false;
    await vi.waitFor(() => expect(asked()).toEqual(['service/register', renewal]), soon);
    await announced.withdraw(3_000);
    expect(asked().slice(2)).toEqual(['service/deregister/orders-i-1']);
  });
});

describe('metadata', () => {
  it('of an instance comes back as it was', () => {
    for (const one of [instance, { ...instance, zone: undefined, ports: { link: 90 }, metadata: {}, secure: false }]) {
      const Service = { ID: 'orders-i-1', Address: one.host, Port: 80, Meta: metaOf(one, 'shop') };
      const { zone, ...rest } = one;
      expect(readEntry({ Service }, 'shop')).toEqual(zone === undefined ? rest : one);
      expect(readEntry({ Service }, 'another')).toBeUndefined();
    }
  });

  it('that Consul would refuse is left out, and takes nothing of ours away', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, nr) => [`key-${nr}`, 'x']));
    const metadata = { 'not a key': 'x', long: 'ü'.repeat(300), 'carveout-id': 'another', fits: 'y', ...many };
    const meta = metaOf({ ...instance, metadata }, 'shop');
    expect(Object.keys(meta).length).toBeLessThanOrEqual(64);
    expect(meta).toMatchObject({ 'carveout-id': 'i-1', 'carveout-system': 'shop', fits: 'y' });
    expect(meta).not.toHaveProperty('long');
    expect(meta).not.toHaveProperty(['not a key']);
  });
});

describe('options', () => {
  const { log } = keptLog();
  const refused = (options: Partial<ConsulOptions>) => {
    try {
      createConsulDiscovery({ log, ...options });
    } catch (error) {
      return error as { code: string; message: string };
    }
    throw new Error('they were taken');
  };

  it('that cannot work are refused, all of them at once, and secrets are not repeated', () => {
    const { code, message } = refused({
      ...{ url: 'http://root:hunter2@consul:8500', token: 'two words', system: 'a b' },
      limits: { ttlMs: 1, forgetMs: 1_000, waitMs: 3_600_000, readyMs: 0, requestMs: Number.NaN, retryMs: 1 },
    });
    expect(code).toBe('CARV-440');
    for (const part of ['url', 'token', 'system', 'ttlMs', 'forgetMs', 'waitMs', 'readyMs', 'requestMs', 'retryMs'])
      expect(message).toContain(part);
    for (const secret of ['hunter2', 'two words']) expect(message).not.toContain(secret);
    for (const url of ['unix:///consul.sock', 'ftp://consul', 'http://consul?x=1', ''])
      expect(refused({ url }).code).toBe(code);
  });

  it('production refuses plaintext to another machine', async () => {
    const production = true;
    expect(refused({ url: 'http://consul.internal:8500', production }).code).toBe('CARV-444');
    for (const url of ['127.0.0.1:8500', 'http://127.0.0.1:8500', 'http://[::1]:8500', 'https://consul.internal:8501'])
      await createConsulDiscovery({ log, url, production }).stop();
  });
});
