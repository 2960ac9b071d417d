import { expect, it } from 'vitest';
import { maySpeakTo } from './may-speak-to.ts';

const far = { secure: false, host: '10.0.0.1' };
const near = { secure: false, host: '127.0.0.1' };

it('production sends nothing unencrypted to another machine, unless a mesh encrypts', () => {
  const way = { production: true, plaintext: false };
  expect(maySpeakTo(far, way)).toBe(false);
  expect(maySpeakTo({ ...far, secure: true }, way)).toBe(true);
  expect(maySpeakTo(near, way)).toBe(true);
  expect(maySpeakTo(far, { ...way, plaintext: true })).toBe(true);
  expect(maySpeakTo(far, { ...way, production: false })).toBe(true);
});

it.each([true, false])(
  'a record takes no encryption off where there are certificates, production: %s',
  (production) => {
    const way = { production, tls: { cert: '', key: '', ca: '' } };
    for (const instance of [far, near]) {
      expect(maySpeakTo(instance, way)).toBe(false);
      expect(maySpeakTo({ ...instance, secure: true }, way)).toBe(true);
      expect(maySpeakTo(instance, { ...way, plaintext: true })).toBe(true);
    }
  },
);
