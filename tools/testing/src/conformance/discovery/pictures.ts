import { describe, expect, it } from 'vitest';
import type { DiscoveryPromises } from './discovery-world.ts';
import { needs, worldOfSuite } from './world-of-suite.ts';

export const pictures: DiscoveryPromises = (makeWorld) =>
  describe('what a picture holds', () => {
    const stage = worldOfSuite(makeWorld);

    it('host and ports of an instance arrive, and that it speaks TLS, as far as the registry keeps it', async () => {
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const host = await stage().host({ modules: [module], instance: { secure: true } });
      await stage().sees(watcher, module, [host]);
      const { ports, secure } = host.instance;
      expect(watcher.picture(module)).toEqual([
        expect.objectContaining({ host: host.instance.host, ports: expect.objectContaining(ports) as object, secure }),
      ]);
    });

    it('its id arrives', async (context) => {
      needs(context, stage(), 'ids');
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const host = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [host]);
      expect(watcher.picture(module)![0]!.id).toBe(host.instance.id);
    });

    it('its zone arrives', async (context) => {
      needs(context, stage(), 'zone');
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const [there, nowhere] = [
        await stage().host({ modules: [module], instance: { zone: 'eu-west-1b' } }),
        await stage().host({ modules: [module] }),
      ];
      await stage().sees(watcher, module, [there, nowhere]);
      const zoneOf = (host: string) => watcher.picture(module)!.find((one) => one.host === host)!.zone;
      expect([there, nowhere].map(({ instance }) => zoneOf(instance.host))).toEqual(['eu-west-1b', undefined]);
    });

    it('its metadata arrives', async (context) => {
      needs(context, stage(), 'metadata');
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const metadata = { version: '1.2.3', started: '2030-01-31T10:00:00Z', note: 'größer & <kleiner>' };
      const host = await stage().host({ modules: [module], instance: { metadata } });
      await stage().sees(watcher, module, [host]);
      expect(watcher.picture(module)![0]!.metadata).toMatchObject(metadata);
    });

    it('an instance may have one port of the two', async () => {
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const hosts = [
        await stage().host({ modules: [module], instance: { ports: { http: 8_080 } } }),
        await stage().host({ modules: [module], instance: { ports: { link: 9_090 } } }),
      ];
      await stage().sees(watcher, module, hosts);
    });

    it('a process hosts several modules, and a module has several instances', async () => {
      const modules = ['orders', 'carts', 'stock'].map((name) => stage().module(name));
      const watcher = await stage().watch(modules);
      const both = await stage().host({ modules: modules.slice(0, 2) });
      const hosts = [both];
      for (let nr = 0; nr < 4; nr++) hosts.push(await stage().host({ modules: modules.slice(0, 1) }));
      await stage().sees(watcher, modules[0]!, hosts);
      await stage().sees(watcher, modules[1]!, [both]);
      await stage().sees(watcher, modules[2]!, []);
      expect(new Set(watcher.picture(modules[0]!)!.map(({ id }) => id)).size).toBe(5);
      await both.withdraw();
      await stage().sees(watcher, modules[0]!, hosts.slice(1));
      await stage().sees(watcher, modules[1]!, []);
    });

    it('modules whose names begin alike, or have hyphens, are kept apart', async () => {
      const [short, long, longest] = ['gift', 'gift-card', 'gift-card-limits'].map((name) => stage().module(name));
      const modules = [short!, long!, longest!];
      const watcher = await stage().watch(modules);
      const hosts = [await stage().host({ modules: [long!] }), await stage().host({ modules: [longest!] })];
      await stage().sees(watcher, long!, [hosts[0]!]);
      await stage().sees(watcher, longest!, [hosts[1]!]);
      await stage().sees(watcher, short!, []);
    });

    it('an instance that moves is seen where it is now, and there alone', async () => {
      const module = stage().module('orders');
      const watcher = await stage().watch([module]);
      const before = await stage().host({ modules: [module] });
      await stage().sees(watcher, module, [before]);
      await before.withdraw();
      const after = await stage().host({
        modules: [module],
        instance: { id: before.instance.id, ports: before.instance.ports },
      });
      await stage().sees(watcher, module, [after]);
    });

    it('two systems with modules of the same name do not see each other', async (context) => {
      needs(context, stage(), 'systems');
      const module = stage().module('orders');
      const [here, there] = [await stage().watch([module], 'blue'), await stage().watch([module], 'green')];
      const blue = await stage().host({ modules: [module], system: 'blue' });
      const green = await stage().host({ modules: [module], system: 'green' });
      await stage().sees(here, module, [blue]);
      await stage().sees(there, module, [green]);
      await blue.withdraw();
      await stage().sees(here, module, []);
      await stage().sees(there, module, [green]);
    });
  });
