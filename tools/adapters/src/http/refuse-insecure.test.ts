import { expect, it } from 'vitest';
import { instanceAt, linkMaker } from './fixture/links.ts';
import { certificates } from '@carveout/runtime/testing/certificates';
import { maySpeakTo } from './refuse-insecure.ts';

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

it('production sends nothing unencrypted to another machine, unless a mesh encrypts', () => {
  const options = { production: true, plaintext: false } as Parameters<typeof maySpeakTo>[1];
  const [far, near] = [instanceAt(1, { host: '10.0.0.1' }), instanceAt(1)];
  expect(maySpeakTo(far, options)).toBe(false);
  expect(maySpeakTo({ ...far, secure: true }, options)).toBe(true);
  expect(maySpeakTo(near, options)).toBe(true);
  expect(maySpeakTo(far, { ...options, plaintext: true })).toBe(true);
  expect(maySpeakTo(far, { ...options, production: false })).toBe(true);
});

it.each([true, false])(
  'a record does not take the encryption off where there are certificates, production: %s',
  (is) => {
    const options = { production: is, plaintext: false, tls: certificates } as Parameters<typeof maySpeakTo>[1];
    for (const instance of [instanceAt(1, { host: '10.0.0.1' }), instanceAt(1)]) {
      expect(maySpeakTo(instance, options)).toBe(false);
      expect(maySpeakTo({ ...instance, secure: true }, options)).toBe(true);
      expect(maySpeakTo(instance, { ...options, plaintext: true })).toBe(true);
    }
  },
);

it.each([{ limits: { connections: 0 } }, { limits: { messageBytes: 1.5 } }, { secret: 'two words' }, { secret: '' }])(
  'options that cannot work are refused: %j',
  async (options) => {
    await expect(link(options)).rejects.toMatchObject({ code: 'CARV-430' });
  },
);
