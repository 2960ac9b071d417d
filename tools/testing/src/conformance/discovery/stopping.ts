import { describe, expect, it } from 'vitest';
import type { DiscoveryPromises } from './discovery-world.ts';
import { worldOfSuite } from './world-of-suite.ts';

export const stopping: DiscoveryPromises = (makeWorld) =>
  describe('stopping', () => {
    const stage = worldOfSuite(makeWorld);

    it('nothing is told any more after stop, which may be called twice, and without a start', async () => {
      const module = stage().module('orders');
      const [stopped, watcher] = [await stage().watch([module]), await stage().watch([module])];
      const { told } = stopped;
      await stopped.discovery.stop();
      const host = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host]);
      expect(stopped.told).toBe(told);
      await stopped.discovery.stop();
      await stage().open().stop();
    });

    it('ends all timers and connections: the process has nothing left to do, and ends', async () => {
      const module = stage().module('orders');
      const elsewhere = await stage().hostElsewhere([module]);
      expect(await elsewhere.finish()).toBe(0);
    });

    it('withdraw may be called twice, and after stop', async () => {
      const module = stage().module('orders');
      const discovery = stage().open();
      const announced = await discovery.announce({
        instance: stage().instance(),
        modules: [module],
        ready: () => true,
      });
      await announced.withdraw(2_000);
      await discovery.stop();
      await expect(announced.withdraw(2_000)).resolves.toBeUndefined();
    });
  });
