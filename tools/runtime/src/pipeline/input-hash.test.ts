import { expect, it } from 'vitest';
import { inputHash } from './input-hash.ts';

it('is the same for the same value, whatever the order of keys, and absent is undefined', () => {
  expect(inputHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(inputHash({ b: [{ d: 3, c: 2 }], a: 1, e: undefined }));
});

it('differs for different values', () => {
  const hashes = [
    { a: 1 },
    { a: '1' },
    { a: [1] },
    { a: null },
    {},
    { a: { b: 1 } },
    [1, 2],
    [2, 1],
    '[1,2]',
    undefined,
  ].map(inputHash);
  // Undefined and an absent input hash as null: both mean nothing.
  expect(new Set(hashes).size).toBe(hashes.length);
});

it('is that of the JSON that a wire would carry', () => {
  const at = new Date(0);
  const sent = {
    at,
    none: undefined,
    act: () => 1,
    list: [undefined, Number.NaN, -0],
    money: { toJSON: (key: string) => `${key} 1.00` },
    of: Object.assign(Object.create({ inherited: 1 }) as object, { own: 1 }),
  };
  expect(inputHash(sent)).toBe(inputHash(JSON.parse(JSON.stringify(sent))));
  expect(inputHash(sent)).toBe(
    inputHash({ of: { own: 1 }, money: 'money 1.00', list: [null, null, 0], at: '1970-01-01T00:00:00.000Z' }),
  );
});
