import { join } from 'node:path';
import type { Discovery } from '@carveout/runtime';
import { PlayedCluster, requireKnot, startPrivateDns } from '@carveout/testing/backing';
import type { DiscoveryWorld } from '@carveout/testing/conformance/discovery';
import { discoveryConformance, keptLog } from '@carveout/testing/conformance/discovery';
import { suiteOn } from '@carveout/testing/vitest';
import { createKubernetesDiscovery } from './index.ts';

const knotd = await requireKnot((line) => void process.stdout.write(`${line}\n`));
const settings = { pollMs: 500, timeoutMs: 2_000, cacheMs: 0 };
const kubelet = 'the kubelet registers pods, by their readiness probe';

suiteOn(knotd, (program) =>
  discoveryConformance('the DNS of Kubernetes', async (): Promise<DiscoveryWorld> => {
    const cluster = new PlayedCluster(await startPrivateDns(program));
    const servers = [cluster.dns.address];
    const { log, lines } = keptLog();
    const opened: Discovery[] = [];
    const plants = {
      nonsense: (service: string) => `_http._tcp.${service} SRV 0 100 0 pod-nobody.${service}`,
      outside: (service: string) =>
        `_http._tcp.${service} SRV 0 100 80 pod-outside.${service}\npod-outside.${service} A 203.0.113.9`,
    };
    return {
      delayMs: 1_000,
      lines,
      open(namespace = 'shop') {
        const discovery = createKubernetesDiscovery({ ...settings, namespace, servers, log });
        opened.push(discovery);
        return discovery;
      },
      program: {
        file: join(import.meta.dirname, 'fixture/program.ts'),
        settings: () => ({ ...settings, namespace: 'shop', servers }),
      },
      startRegistry: () => cluster.dns.start(),
      stopRegistry: () => cluster.dns.stop(),
      register: (module, instances, namespace = 'shop') => cluster.ready(`${module}.${namespace}`, instances),
      plant: (module, kind) => cluster.add(plants[kind](`${module}.shop`)),
      without: {
        registration: kubelet,
        killed: kubelet,
        empty: 'DNS forgets nothing: it is told by the API server',
        ids: 'ids are the names of pods in DNS',
        zone: 'DNS does not tell the zone',
        metadata: 'DNS keeps none',
        secure: 'DNS does not tell it: an option does',
      },
      async close() {
        await Promise.all(opened.map((discovery) => discovery.stop()));
        await cluster.dns.remove();
      },
    };
  }),
);
