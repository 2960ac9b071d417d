import { Directory, Networks } from '@carveout/runtime/discovery';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { DiscoveryPromises } from './discovery-world.ts';
import { placeOf, SLACK_MS } from './stage.ts';
import { needs, worldOfSuite } from './world-of-suite.ts';

export const rubbish: DiscoveryPromises = (makeWorld) =>
  describe('what a registry should not hold', () => {
    const stage = worldOfSuite(makeWorld);

    it('records that make no sense are left out of their picture, and logged once', async (context) => {
      needs(context, stage(), 'nonsense');
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const host = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host]);
      const before = stage().world.lines.length;
      await stage().world.plant!(module, 'nonsense');
      const complaints = () =>
        stage()
          .world.lines.slice(before)
          .filter((line) => line['module'] === module);
      await vi.waitFor(() => expect(complaints()).not.toEqual([]), {
        timeout: stage().world.delayMs + SLACK_MS,
        interval: 20,
      });
      const later = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host, later]);
      expect(watcher.discovery.health()).toBeUndefined();
      const texts = complaints().map((line) => JSON.stringify([line['record'], line['msg']]));
      expect(new Set(texts).size).toBe(texts.length);
      for (const line of complaints()) expect(line['code']).toMatch(/^CARV-4\d\d$/);
    });

    it('records that lead outside the networks are not used', async (context) => {
      needs(context, stage(), 'outside');
      const module = stage().module('orders');
      const discovery = stage().open();
      const log = pino({ level: 'silent' });
      const directory = new Directory({ discovery, modules: [module], networks: new Networks(), log });
      await directory.start();
      await stage().world.plant!(module, 'outside');
      const host = await stage().host({ modules: [module] });
      const known = () => directory.members(module).map(({ instance }) => placeOf(instance));
      await vi.waitFor(() => expect(known()).toEqual([placeOf(host.instance)]), {
        timeout: stage().world.delayMs + SLACK_MS,
        interval: 20,
      });
      await directory.stop();
    });
  });
