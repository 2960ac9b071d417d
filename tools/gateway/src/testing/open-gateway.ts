import type { Server } from 'node:http';
import { Balancer, Directory, Networks } from '@carveout/runtime/discovery';
import { parseTopology } from '@carveout/runtime/topology';
import { pino } from 'pino';
import { Registry as Metrics } from 'prom-client';
import { onTestFinished } from 'vitest';
import type { Listening } from '@carveout/runtime/process';
import { createGateway } from '../create-gateway.ts';
import type { GatewayOptions } from '../create-gateway.ts';
import { Upstreams } from '../proxy/upstreams.ts';
import type { UpstreamOptions } from '../proxy/upstreams.ts';
import { routesOf } from '../routes/routes-of.ts';
import { serve } from '../run/serve.ts';
import { stock, storefront } from './contracts.ts';
import { Registry } from './registry.ts';

export interface OpenGateway {
  readonly url: string;
  readonly port: number;
  readonly registry: Registry;
  readonly listening: Listening;
  /** What was logged, parsed. */
  readonly lines: Record<string, unknown>[];
  /** The value of a metric with these labels; 0 where it has none. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
}

export interface GatewayUnderTest {
  /** Ports of instances by module. */
  readonly at?: Readonly<Record<string, readonly number[]>>;
  /** The lines of the topology's `gateway.routes`. */
  readonly routes?: string;
  readonly options?: Partial<GatewayOptions>;
  readonly upstreams?: Partial<UpstreamOptions>;
  readonly see?: (server: Server) => void;
}

export function topologyWith(routes = '{}') {
  const text = `deployables: { shop: rest }\ngateway: { routes: ${routes} }`;
  return parseTopology(text, { file: 'topology.yaml', modules: ['stock', 'storefront'] });
}

/** Serves a gateway on a loopback port for one test. */
export async function openGateway(under: GatewayUnderTest = {}): Promise<OpenGateway> {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const contracts = [stock, storefront];
  const registry = new Registry();
  const networks = new Networks();
  const directory = new Directory({ discovery: registry, modules: ['stock', 'storefront'], networks, log });
  for (const [module, ports] of Object.entries(under.at ?? {})) registry.tell(module, ports);
  await directory.start();
  const upstreams = new Upstreams({ balancer: new Balancer(directory), networks, ...under.upstreams });
  const metrics = new Metrics();
  const routes = routesOf(contracts, topologyWith(under.routes));
  const app = createGateway({
    routes,
    contracts,
    upstreams,
    registry: metrics,
    log,
    ready: () => directory.health() === undefined,
    live: () => true,
    lingerMs: 200,
    ...under.options,
  });
  const listening = await serve(app, 0, '127.0.0.1', { routes, registry: metrics, log, see: under.see });
  onTestFinished(async () => {
    await listening.close(1);
    await upstreams.close();
    await directory.stop();
  });
  return {
    url: `http://127.0.0.1:${listening.port}`,
    port: listening.port,
    registry,
    listening,
    lines,
    metric: async (name, labels = {}) => {
      const found = await metrics.getSingleMetric(name)?.get();
      const value = found?.values.find((one) =>
        Object.entries(labels).every(([label, wanted]) => String(one.labels[label]) === wanted),
      );
      return value?.value ?? 0;
    },
  };
}
