import { pino } from 'pino';
import { expect, it } from 'vitest';
import { newGatewayKeys } from '../door/inward/gateway-keys.ts';
import { parseTopology } from '../topology/parse.ts';
import { principalsOf } from './inward-principals.ts';

const log = pino({ level: 'silent' });
const topology = (gateway: string) =>
  parseTopology(`deployables:\n  all: [shop]\n${gateway}`, { file: 'topology.yaml', modules: ['shop'] });

it('a door without a gateway finds out by itself who makes a request, whatever keys there are', async () => {
  const env = { CARVEOUT_GATEWAY_KEYS: (await newGatewayKeys()).keys };
  expect(await principalsOf(topology(''), env, log, true)).toBeUndefined();
});

it('in production, no door behind a gateway starts without keys', async () => {
  for (const env of [{}, { CARVEOUT_GATEWAY_KEYS: '' }])
    await expect(principalsOf(topology('gateway: {}'), env, log, true)).rejects.toMatchObject({
      code: 'CARV-344',
      message: expect.stringMatching(/^topology\.yaml .*CARVEOUT_GATEWAY_KEYS is not set/),
    });
  expect(await principalsOf(topology('gateway: {}'), {}, log, false)).toBeTypeOf('function');
});
