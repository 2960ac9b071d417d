import { describe, expect, it, vi } from 'vitest';
import type { DiscoveryPromises } from './discovery-world.ts';
import type { Watcher } from './stage.ts';
import { needs, worldOfSuite } from './world-of-suite.ts';

const TICK_MS = 50;
/** Long enough for an adapter to notice, and to come out of its longest wait between tries. */
const soon = { timeout: 45_000, interval: 50 };
const isWell = ({ discovery }: Watcher) => vi.waitFor(() => expect(discovery.health(), 'health').toBeUndefined(), soon);
const isIll = ({ discovery }: Watcher) =>
  vi.waitFor(() => expect(discovery.health()).toEqual(expect.stringMatching(/^[^\n]{10,}$/)), soon);

export const outages: DiscoveryPromises = (makeWorld) =>
  describe('a registry that is away', () => {
    const stage = worldOfSuite(makeWorld);

    it('at the start: start resolves, health says so, nothing is told, and all is well when it comes', async (context) => {
      needs(context, stage(), 'outage', 'away at start');
      const module = stage().module('orders');
      await stage().stopRegistry();
      const watcher = await stage().watch([module]);
      expect(watcher.told).toBe(0);
      await isIll(watcher);
      await stage().startRegistry();
      await isWell(watcher);
      const host = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host]);
    }, 120_000);

    it('at the start: announce resolves, and the process is seen when it comes', async (context) => {
      needs(context, stage(), 'registration', 'outage');
      const module = stage().module('orders');
      await stage().stopRegistry();
      const host = await stage().host({ modules: [module] });
      await stage().startRegistry();
      const watcher = await stage().watch([module]);
      await stage().sees(watcher, module, [host], soon.timeout);
    }, 120_000);

    it('later: nothing is told, above all no empty picture, until it is back', async (context) => {
      needs(context, stage(), 'outage');
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const host = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host]);
      const { told } = watcher;
      await stage().stopRegistry();
      await isIll(watcher);
      expect(watcher.told).toBe(told);
      expect(watcher.picture(module)).toHaveLength(1);
      await stage().startRegistry();
      await isWell(watcher);
      await stage().sees(watcher, module, [host], soon.timeout);
      const more = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host, more]);
    }, 120_000);

    it('and comes back with an empty memory: processes are registered again by themselves', async (context) => {
      needs(context, stage(), 'registration', 'outage', 'empty');
      const [one, other] = [stage().module('orders'), stage().module('carts')];
      const [both, late] = [
        await stage().host({ modules: [one, other] }),
        await stage().host({ modules: [one], ready: false }),
      ];
      await stage().sees(await stage().watch([one]), one, [both]);
      await stage().stopRegistry();
      await stage().startRegistry();
      const watcher = await stage().watch([one, other]);
      await stage().sees(watcher, one, [both], soon.timeout);
      await stage().sees(watcher, other, [both], soon.timeout);
      await late.ready(true);
      await stage().sees(watcher, one, [both, late], soon.timeout);
    }, 120_000);

    it('does not hold up a process that withdraws, and that process is not registered later', async (context) => {
      needs(context, stage(), 'registration', 'outage', 'empty');
      const module = stage().module('orders');
      const [gone, host] = [await stage().host({ modules: [module] }), await stage().host({ modules: [module] })];
      await stage().stopRegistry();
      // Counted by this process: a time at which it stands still is not the adapter's.
      let ticks = 0;
      const counting = setInterval(() => (ticks += 1), TICK_MS);
      await gone.withdraw(1_000).finally(() => clearInterval(counting));
      expect(ticks * TICK_MS).toBeLessThan(3_000);
      await stage().startRegistry();
      const watcher = await stage().watch([module]);
      await stage().sees(watcher, module, [host], soon.timeout);
    }, 120_000);
  });
