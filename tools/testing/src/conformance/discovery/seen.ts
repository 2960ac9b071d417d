import { describe, expect, it, vi } from 'vitest';
import type { DiscoveryPromises } from './discovery-world.ts';
import { SLACK_MS, placeOf } from './stage.ts';
import { needs, worldOfSuite } from './world-of-suite.ts';

export const seen: DiscoveryPromises = (makeWorld) =>
  describe('who is seen', () => {
    const stage = worldOfSuite(makeWorld);

    it('the adapter says how long a change takes, and start tells each picture, of nobody too', async () => {
      const [one, other] = [stage().module('orders'), stage().module('carts')];
      const host = await stage().host({ modules: [one] });
      await stage().sees(await stage().watch([one]), one, [host]);

      const watcher = await stage().watch([one, other]);
      expect(watcher.picture(one)?.map(placeOf)).toEqual([placeOf(host.instance)]);
      expect(watcher.picture(other)).toEqual([]);
      expect(watcher.discovery.health()).toBeUndefined();
      expect(watcher.discovery.delayMs).toBeLessThanOrEqual(stage().world.delayMs);
    });

    it('a process that is announced and ready is seen by another one, and one that has withdrawn is not', async () => {
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      expect(watcher.picture(module)).toEqual([]);
      const host = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host]);
      await host.withdraw();
      await stage().sees(watcher, module, []);
    });

    it('a process is seen only while it is ready', async () => {
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const late = await stage().host({ modules: [module], ready: false });
      const host = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host]);
      await late.ready(true);
      await stage().sees(watcher, module, [late, host]);
      await host.ready(false);
      await stage().sees(watcher, module, [late]);
      await host.ready(true);
      await stage().sees(watcher, module, [late, host]);
    });

    it('one that was killed without a word is gone in the time that the registry gives it', async (context) => {
      needs(context, stage(), 'killed');
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const host = await stage().host({ modules: [module] });
      const killed = await stage().hostElsewhere([module]);
      const both = [host.instance, killed.instance].map(placeOf).sort();
      await vi.waitFor(() => expect(watcher.picture(module)!.map(placeOf).sort()).toEqual(both), {
        timeout: stage().world.delayMs + SLACK_MS,
        interval: 20,
      });
      await killed.kill();
      await stage().sees(watcher, module, [host], stage().world.lostMs!);
    }, 120_000);

    it('a process that watches and hosts sees itself', async (context) => {
      needs(context, stage(), 'registration');
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const instance = stage().instance();
      const announced = await watcher.discovery.announce({ instance, modules: [module], ready: () => true });
      const host = { instance, ready: async () => undefined, withdraw: () => announced.withdraw(1_000) };
      await stage().sees(watcher, module, [host]);
      await host.withdraw();
      await stage().sees(watcher, module, []);
    });
  });
