import { join } from 'node:path';
import { forRestarts, freePort, startPrivateEureka } from '@carveout/testing/backing';
import type { PrivateEureka } from '@carveout/testing/backing';
import type { DiscoveryWorld } from '@carveout/testing/conformance/discovery';
import { discoveryConformance, keptLog } from '@carveout/testing/conformance/discovery';
import { need } from '@carveout/testing/vitest';
import type { Discovery } from '@carveout/runtime';
import { afterAll, beforeAll } from 'vitest';
import { createEurekaDiscovery } from './index.ts';
import { empty, post } from './fixture/by-rest.ts';
import { frontOf } from './fixture/front.ts';

need('private-eureka');

let server: PrivateEureka;

beforeAll(async () => {
  server = await startPrivateEureka();
});

afterAll(() => server?.remove());

const renewMs = 1_000;
const plants = {
  nonsense: { instanceId: 'nonsense', port: { $: 0, '@enabled': 'true' } },
  outside: { instanceId: 'outside', hostName: '203.0.113.9', ipAddr: '203.0.113.9' },
};

/** One server for all worlds: it goes away, and comes back with nothing, behind a front. registry.long.test.ts kills one. */
discoveryConformance('Eureka', async (): Promise<DiscoveryWorld> => {
  const front = await frontOf(server.url, await freePort(undefined, forRestarts));
  const { log, lines } = keptLog();
  const opened: Discovery[] = [];
  return {
    delayMs: 2_050,
    // A lease of 3 s, which the server counts twice; a second until it looks.
    lostMs: 7_500,
    lines,
    open() {
      const discovery = createEurekaDiscovery({ urls: [front.url], fetchMs: 300, renewMs, log });
      opened.push(discovery);
      return discovery;
    },
    program: {
      file: join(import.meta.dirname, 'fixture/program.ts'),
      settings: () => ({ urls: [front.url], renewMs }),
    },
    async startRegistry() {
      await empty(server.url);
      await front.open();
    },
    stopRegistry: () => front.close(),
    async plant(module, kind) {
      await post(server.url, module.toUpperCase(), plants[kind]);
    },
    without: { systems: 'a registry of Eureka has one space of names: two systems have one each' },
    async close() {
      await Promise.all(opened.map((discovery) => discovery.stop()));
      await front.close();
    },
  };
});
