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
