import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfEven } from './divide.ts';

describe('divideHalfEven', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [8n, 3n, 3n],
    [7n, 3n, 2n],
    [0n, 9n, 0n],
  ])('%d / %d is %d', (dividend, divisor, result) => {
    expect(divideHalfEven(dividend, divisor)).toBe(result);
  });

  it('is never further from the exact result than a half', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 10n ** 12n }), (dividend, divisor) => {
        const off = divideHalfEven(dividend, divisor) * divisor - dividend;
        expect(2n * (off < 0n ? -off : off)).toBeLessThanOrEqual(divisor);
      }),
    );
  });

  it('refuses a divisor that is not positive', () => {
    expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError);
  });
});
