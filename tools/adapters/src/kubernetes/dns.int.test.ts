import type { Discovery, Instance } from '@carveout/runtime';
import type { PrivateDns } from '@carveout/testing/backing';
import { PlayedCluster, requireKnot, startPrivateDns } from '@carveout/testing/backing';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { LoopDelay } from '@carveout/testing/loop-delay';
import { suiteOn } from '@carveout/testing/vitest';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { KubernetesOptions } from './index.ts';
import { createKubernetesDiscovery } from './index.ts';

const pod = (id: string, host: string): Instance => ({
  ...{ id, host, ports: { http: 3000, link: 3100 } },
  ...{ secure: false, metadata: {} },
});
const soon = { timeout: 20_000, interval: 20 };

suiteOn(await requireKnot((line) => void process.stdout.write(`${line}\n`)), (knotd) =>
  describe('the DNS of a cluster', () => {
    let dns: PrivateDns;
    let cluster: PlayedCluster;
    const opened: Discovery[] = [];

    beforeAll(async () => {
      dns = await startPrivateDns(knotd);
      cluster = new PlayedCluster(dns);
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((discovery) => discovery.stop()));
    });
    afterAll(() => dns.remove());

    async function start(module: string, options: Partial<KubernetesOptions> = {}) {
      const { log, lines } = keptLog();
      const discovery = createKubernetesDiscovery({
        ...{ namespace: 'shop', pollMs: 100, timeoutMs: 5_000, cacheMs: 0, servers: [dns.address], log },
        ...options,
      });
      opened.push(discovery);
      const pictures: (readonly Instance[])[] = [];
      await discovery.start([module], (_module, instances) => void pictures.push(instances));
      return { discovery, pictures, lines };
    }

    it('names pods, gives their addresses, and says nothing of the rest', async () => {
      await cluster.ready('orders.shop', [pod('a', '10.0.0.1'), pod('b', 'fd00::2')]);
      const { pictures } = await start('orders', { secure: true });
      const rest = { ports: { http: 3000, link: 3100 }, secure: true, metadata: {} };
      expect(pictures).toHaveLength(1);
      expect(pictures[0]).toHaveLength(2);
      expect(pictures[0]).toEqual(
        expect.arrayContaining([
          { ...rest, id: 'pod-a.orders.shop.svc.cluster.local', host: '10.0.0.1' },
          { ...rest, id: 'pod-b.orders.shop.svc.cluster.local', host: 'fd00::2' },
        ]),
      );
    });

    it('has no such name (NXDOMAIN), or a name without such records (NODATA): nobody is there', async () => {
      await cluster.add('_http._tcp.silent.shop TXT "nothing"', 'silent.shop A 10.0.0.9');
      await cluster.add('_http._tcp.nobody.shop SRV 0 0 0 .');
      for (const module of ['unheard-of', 'silent', 'nobody']) {
        const { discovery, pictures, lines } = await start(module);
        expect([module, pictures, lines]).toEqual([module, [[]], []]);
        expect(discovery.health()).toBeUndefined();
      }
    });

    it.each([
      ['breaks (SERVFAIL)', 'broken.local', 'ESERVFAIL'],
      ['refuses (REFUSED)', 'other.local', 'EREFUSED'],
    ])('%s: nothing is told, and health says so', async (_, domain, code) => {
      const { discovery, pictures, lines } = await start('orders', { domain });
      expect(pictures).toEqual([]);
      expect(discovery.health()).toContain(code);
      expect(lines).toMatchObject([{ code: 'CARV-443', asked: 'where orders is' }]);
    });

    it('cannot tell the address of a pod for now: nothing is told', async () => {
      await cluster.add('_http._tcp.half.shop SRV 0 0 80 pod.svc.broken.local.');
      const { discovery, pictures } = await start('half');
      expect(pictures).toEqual([]);
      expect(discovery.health()).toContain('ESERVFAIL');
    });

    it('knows no address of a pod: that one is left out', async () => {
      await cluster.ready('mixed.shop', [pod('a', '10.0.0.1')]);
      await cluster.add('_http._tcp.mixed.shop SRV 0 0 80 gone.mixed.shop');
      const { discovery, pictures, lines } = await start('mixed');
      expect(pictures.map((picture) => picture.map(({ host }) => host))).toEqual([['10.0.0.1']]);
      expect(discovery.health()).toBeUndefined();
      expect(lines).toMatchObject([{ code: 'CARV-442', module: 'mixed' }]);
    });

    it('lists more pods than a packet holds', async () => {
      const pods = Array.from({ length: 150 }, (_, nr) => pod(`many-${nr}`, `10.0.1.${nr}`));
      await cluster.ready('crowd.shop', pods);
      const { pictures } = await start('crowd');
      expect(pictures).toHaveLength(1);
      expect(pictures[0]!.map(({ host }) => host).sort()).toEqual(pods.map(({ host }) => host).sort());
    });

    it('is not answered out of a memory of the process, though records may live for longer', async () => {
      await cluster.ready('brief.shop', [pod('a', '10.0.0.1')]);
      const { pictures } = await start('brief');
      await cluster.ready('brief.shop', [pod('a', '10.0.0.2')]);
      await vi.waitFor(() => expect(pictures.at(-1)!.map(({ host }) => host)).toEqual(['10.0.0.2']), soon);
    });

    it('freezes: start and stop do not wait for it, and what was told stays', async () => {
      await cluster.ready('orders.shop', [pod('a', '10.0.0.1')]);
      const { discovery, pictures } = await start('orders', { timeoutMs: 500 });
      // A question may be late, and is asked again.
      await vi.waitFor(() => expect(pictures).toHaveLength(1), soon);
      await dns.freeze();
      await vi.waitFor(() => expect(discovery.health()).toMatch(/ETIMEOUT|ECONNREFUSED/), soon);
      const late = await start('orders', { timeoutMs: 500 });
      expect(late.pictures).toEqual([]);
      const delay = new LoopDelay(() => performance.now());
      delay.start();
      const began = performance.now();
      await Promise.all([discovery.stop(), late.discovery.stop()]);
      const ended = performance.now();
      delay.stop();
      expect(ended - began - delay.between(began, ended)).toBeLessThan(3_000);
      expect(pictures).toHaveLength(1);
      await dns.stop();
      await dns.start();
    });
  }),
);
