import { expect, it } from 'vitest';
import { linkMaker } from './fixture/links.ts';
import { certificates } from '@carveout/runtime/testing/certificates';

const { link } = linkMaker();
const production = { production: true, host: '0.0.0.0' };
const secret = 'TLbQ8yv0QX5Z1lqhNw3pTLbQ8yv0QX5Z';

it.each([
  ['no secret', { ...production, tls: certificates }],
  ['a secret that is known', { ...production, tls: certificates, secret: 'carveout-development' }],
  ['a short secret', { ...production, tls: certificates, secret: 'TLbQ8yv0QX5Z1lqhNw3pTLbQ8yv0QX5' }],
  ['no TLS', { ...production, secret }],
  ['no secret within a mesh', { ...production, plaintext: true }],
  ['no secret on loopback', { ...production, host: '127.0.0.1' }],
])('production refuses %s', async (_what, options) => {
  await expect(link(options)).rejects.toMatchObject({ code: 'CARV-431' });
});

it.each([
  ['TLS and a secret', { ...production, tls: certificates, secret }],
  ['a mesh that encrypts, and a secret', { ...production, plaintext: true, secret }],
  ['loopback, and a secret', { ...production, host: '127.0.0.1', secret }],
])('production starts with %s', async (_what, options) => {
  expect((await link(options)).calls.health()).toBeUndefined();
});

it.each([{ limits: { connections: 0 } }, { limits: { messageBytes: 1.5 } }, { secret: 'two words' }, { secret: '' }])(
  'options that cannot work are refused: %j',
  async (options) => {
    await expect(link(options)).rejects.toMatchObject({ code: 'CARV-430' });
  },
);
