import type { Logger } from 'pino';
import { Directory, Networks, usualNetworks } from '../discovery/index.ts';
import { CarveoutError, settingMissing } from '../errors/index.ts';
import type { Discovery } from '../ports/index.ts';
import type { Topology } from '../topology/topology.ts';
import { tlsOf } from './tls-files.ts';
import { hostOf } from './usual-addresses.ts';

/** What `@carveout/adapters/static`, `/eureka`, `/consul` and `/kubernetes` give, loaded where the topology names them. */
export interface DiscoveryAdapters {
  readonly static?: () => Promise<{
    createStaticDiscovery(options: { readonly file: string; readonly log: Logger }): Discovery;
  }>;
  readonly eureka?: () => Promise<{
    createEurekaDiscovery(options: {
      readonly urls: readonly string[];
      readonly zone: string | undefined;
      readonly serverCacheMs?: number;
      readonly production: boolean;
      readonly log: Logger;
    }): Discovery;
  }>;
  readonly consul?: () => Promise<{
    createConsulDiscovery(options: {
      readonly url: string;
      readonly token: string | undefined;
      readonly system?: string;
      readonly production: boolean;
      readonly log: Logger;
    }): Discovery;
  }>;
  readonly kubernetes?: () => Promise<{
    createKubernetesDiscovery(options: {
      readonly namespace: string | undefined;
      readonly domain: string | undefined;
      readonly secure: boolean;
      readonly servers?: readonly string[];
      readonly pollMs?: number;
      readonly log: Logger;
    }): Discovery;
  }>;
}

/** How this process finds others and is found. */
export interface Finding {
  readonly discovery: Discovery;
  readonly directory: Directory;
  readonly networks: Networks;
  readonly zone: string | undefined;
}

/**
 * Opens the discovery that the topology names, for `modules`; nothing is started. Reads `CARVEOUT_NETWORKS`,
 * `CARVEOUT_ZONE` and what the adapter needs from the environment.
 *
 * @throws CarveoutError CARV-632 when a setting of the adapter is missing, CARV-633 when one is wrong.
 */
export async function openDirectory(
  topology: Topology,
  modules: readonly string[],
  adapters: DiscoveryAdapters,
  env: NodeJS.ProcessEnv,
  log: Logger,
): Promise<Finding> {
  const networks = new Networks(env['CARVEOUT_NETWORKS'] || usualNetworks(hostOf(env)));
  const discovery = await openDiscovery(topology, adapters, env, log);
  return {
    discovery,
    directory: new Directory({ discovery, modules, networks, log }),
    networks,
    zone: env['CARVEOUT_ZONE'] || undefined,
  };
}

async function openDiscovery(
  { discovery, file }: Topology,
  adapters: DiscoveryAdapters,
  env: NodeJS.ProcessEnv,
  log: Logger,
): Promise<Discovery> {
  const needed = (variable: string, what: string): string => {
    const value = env[variable] ?? '';
    if (value !== '') return value;
    throw new CarveoutError(
      settingMissing,
      `${file} finds modules through '${discovery}', but ${variable} is not set: ${what}. Set it, or start with 'npm run up', which does`,
    );
  };
  const production = env['NODE_ENV'] === 'production';
  switch (discovery) {
    case 'static': {
      const { createStaticDiscovery } = await adapters.static!();
      return createStaticDiscovery({
        file: needed('CARVEOUT_INSTANCES', 'a file that lists instances by module'),
        log,
      });
    }
    case 'eureka': {
      const { createEurekaDiscovery } = await adapters.eureka!();
      const urls = needed('EUREKA_URL', 'such as http://localhost:8761/eureka, several separated by commas');
      const cacheMs = env['EUREKA_CACHE_MS'];
      return createEurekaDiscovery({
        urls: urls.split(',').map((url) => url.trim()),
        zone: env['CARVEOUT_ZONE'] || undefined,
        ...(cacheMs ? { serverCacheMs: Number(cacheMs) } : {}),
        production,
        log,
      });
    }
    case 'consul': {
      const { createConsulDiscovery } = await adapters.consul!();
      // The names of Consul's own tools, and their default: the agent of this machine.
      const url = env['CONSUL_HTTP_ADDR'] || 'http://127.0.0.1:8500';
      const system = env['CARVEOUT_SYSTEM'] || undefined;
      const token = env['CONSUL_HTTP_TOKEN'] || undefined;
      return createConsulDiscovery({ url, token, ...(system === undefined ? {} : { system }), production, log });
    }
    case 'kubernetes': {
      const { createKubernetesDiscovery } = await adapters.kubernetes!();
      // DNS does not say it: all of a system speak TLS, or none.
      const secure = tlsOf(env) !== undefined;
      const [namespace, domain] = [env['CARVEOUT_NAMESPACE'], env['CARVEOUT_CLUSTER_DOMAIN']];
      const [servers, pollMs] = [env['CARVEOUT_DNS_SERVERS'], env['CARVEOUT_DNS_POLL_MS']];
      return createKubernetesDiscovery({
        namespace: namespace || undefined,
        domain: domain || undefined,
        secure,
        ...(servers ? { servers: servers.split(',').map((server) => server.trim()) } : {}),
        ...(pollMs ? { pollMs: Number(pollMs) } : {}),
        log,
      });
    }
  }
}
