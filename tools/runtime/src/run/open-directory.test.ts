import { expect, it } from 'vitest';
import { openDirectory } from './open-directory.ts';

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
