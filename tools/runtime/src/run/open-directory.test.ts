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

async function asked(env: NodeJS.ProcessEnv): Promise<object> {
  let options: object = {};
  const createKubernetesDiscovery = (given: object) => {
    options = given;
    return {} as never;
  };
  const topology = { discovery: 'kubernetes', file: 'topology.yaml' } as never;
  await openDirectory(topology, [], { kubernetes: async () => ({ createKubernetesDiscovery }) }, env, {} as never);
  return options;
}

it('DNS servers of one’s own, and how often they are asked, come from the environment', async () => {
  const env = { CARVEOUT_DNS_SERVERS: '127.0.0.1:5353, [::1]:53', CARVEOUT_DNS_POLL_MS: '500' };
  expect(await asked(env)).toMatchObject({ servers: ['127.0.0.1:5353', '[::1]:53'], pollMs: 500 });
});

it('set to nothing, the adapter’s defaults hold', async () => {
  const options = await asked({ CARVEOUT_DNS_SERVERS: '', CARVEOUT_DNS_POLL_MS: '' });
  expect(options).not.toHaveProperty('servers');
  expect(options).not.toHaveProperty('pollMs');
});

it.each([
  ['in development', {}, true],
  ['in production', { NODE_ENV: 'production' }, false],
  ['in production on loopback alone', { NODE_ENV: 'production', CARVEOUT_HOST: '127.0.0.1' }, true],
  ['where the networks are named', { NODE_ENV: 'production', CARVEOUT_NETWORKS: '127.0.0.0/8' }, true],
])('a record of loopback %s', async (_when, env, allowed) => {
  expect((await opened(env)).networks.allowsHost('127.0.0.1')).toBe(allowed);
});
