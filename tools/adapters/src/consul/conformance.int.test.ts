import { join } from 'node:path';
import type { Discovery } from '@carveout/runtime';
import { useConsul } from '@carveout/testing/backing';
import type { DiscoveryWorld } from '@carveout/testing/conformance/discovery';
import { discoveryConformance, keptLog } from '@carveout/testing/conformance/discovery';
import { createConsulDiscovery } from './index.ts';

/** Short, so that no test waits for long. */
const limits = { ttlMs: 3_000, readyMs: 100, retryMs: 1_000 };
/** Consul takes a check that has run out from its answers within so many ms. */
const SPREAD_MS = 2_000;

discoveryConformance('Consul', async (): Promise<DiscoveryWorld> => {
  const consul = await useConsul();
  process.stdout.write(`the discovery port over Consul: against ${consul.kind}\n`);
  const { log, lines } = keptLog();
  const opened: Discovery[] = [];
  const register = async (module: string, service: object): Promise<void> => {
    const body = JSON.stringify({ ID: `planted-${module}`, Name: module, ...service });
    const answer = await fetch(`${consul.url}/v1/agent/service/register`, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  const Meta = { 'carveout-system': 'carveout', 'carveout-id': 'planted' };
  const plants = {
    nonsense: { Address: '10.0.0.1', Port: 80, Meta: { ...Meta, 'carveout-http': 'eighty' } },
    outside: { Address: '203.0.113.9', Port: 80, Meta: { ...Meta, 'carveout-http': '80' } },
  };
  const notOurs = 'CONSUL_URL names a Consul that is not stopped by tests';
  return {
    delayMs: limits.readyMs + 2_000,
    lostMs: limits.ttlMs + SPREAD_MS,
    lines,
    open(system) {
      const discovery = createConsulDiscovery({
        ...{ url: consul.url, limits, log },
        ...(system === undefined ? {} : { system }),
      });
      opened.push(discovery);
      return discovery;
    },
    program: { file: join(import.meta.dirname, 'fixture/program.ts'), settings: () => ({ url: consul.url, limits }) },
    startRegistry: () => consul.start(),
    stopRegistry: () => consul.stop(),
    plant: (module, kind) => register(module, plants[kind]),
    without: consul.ours ? {} : { outage: notOurs, empty: notOurs },
    async close() {
      await Promise.all(opened.map((discovery) => discovery.stop()));
      await consul.remove();
    },
  };
});
