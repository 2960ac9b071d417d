import { expect, it } from 'vitest';
import { openDirectory } from './open-directory.ts';
import type { Finding } from './open-directory.ts';

async function opened(env: NodeJS.ProcessEnv): Promise<Finding> {
  const topology = { discovery: 'kubernetes', file: 'topology.yaml' } as never;
  return openDirectory(
    topology,
    [],
    { kubernetes: async () => ({ createKubernetesDiscovery: () => ({}) as never }) },
    env,
    {} as never,
  );
}

type Named = 'kubernetes' | 'eureka';

/** What the adapter that the topology names is opened with. */
async function asked(discovery: Named, env: NodeJS.ProcessEnv): Promise<object> {
  let options: object = {};
  const create = (given: object) => {
    options = given;
    return {} as never;
  };
  const topology = { discovery, file: 'topology.yaml' } as never;
  const adapters = {
    kubernetes: async () => ({ createKubernetesDiscovery: create }),
    eureka: async () => ({ createEurekaDiscovery: create }),
  };
  await openDirectory(topology, [], adapters, env, {} as never);
  return options;
}

it('DNS servers of one’s own, and how often they are asked, come from the environment', async () => {
  const env = { CARVEOUT_DNS_SERVERS: '127.0.0.1:5353, [::1]:53', CARVEOUT_DNS_POLL_MS: '500' };
  expect(await asked('kubernetes', env)).toMatchObject({ servers: ['127.0.0.1:5353', '[::1]:53'], pollMs: 500 });
});

it('set to nothing, the adapter’s defaults hold', async () => {
  const options = await asked('kubernetes', { CARVEOUT_DNS_SERVERS: '', CARVEOUT_DNS_POLL_MS: '' });
  expect(options).not.toHaveProperty('servers');
  expect(options).not.toHaveProperty('pollMs');
});

it('Eureka’s servers, and how old their answers may be, come from the environment', async () => {
  const env = { EUREKA_URL: 'http://one:8761/eureka, http://two:8761/eureka', EUREKA_CACHE_MS: '30000' };
  const urls = ['http://one:8761/eureka', 'http://two:8761/eureka'];
  expect(await asked('eureka', env)).toMatchObject({ urls, serverCacheMs: 30_000 });
  expect(await asked('eureka', { ...env, EUREKA_CACHE_MS: '' })).not.toHaveProperty('serverCacheMs');
});

it.each([
  ['in development', {}, true],
  ['in production', { NODE_ENV: 'production' }, false],
  ['in production on loopback alone', { NODE_ENV: 'production', CARVEOUT_HOST: '127.0.0.1' }, true],
  ['where the networks are named', { NODE_ENV: 'production', CARVEOUT_NETWORKS: '127.0.0.0/8' }, true],
])('a record of loopback %s', async (_when, env, allowed) => {
  expect((await opened(env)).networks.allowsHost('127.0.0.1')).toBe(allowed);
});
