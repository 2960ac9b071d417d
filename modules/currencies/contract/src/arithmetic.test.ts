import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, fromNanos, multiply, subtract, sum, toDecimal, toNanos, zero } from './arithmetic.ts';
import { Money } from './money.ts';

const usd = (units: number, nanos = 0): Money => ({ currency: 'USD', units, nanos });
const anyMoney = fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n }).map((nanos) => fromNanos('USD', nanos));

describe('money', () => {
  it('carries between nanos and units, in both signs', () => {
    expect(add(usd(19, 990_000_000), usd(0, 20_000_000))).toEqual(usd(20, 10_000_000));
    expect(subtract(usd(1), usd(0, 1))).toEqual(usd(0, 999_999_999));
    expect(subtract(usd(0, 1), usd(1))).toEqual(usd(0, -999_999_999));
    expect(multiply(usd(8, 990_000_000), 3)).toEqual(usd(26, 970_000_000));
  });

  it('gives valid Money that counts the same billionths', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(Money.parse(money)).toEqual(money);
        expect(fromNanos('USD', toNanos(money))).toEqual(money);
      }),
    );
  });

  it('adds like numbers do: in any order, zero changes nothing, subtraction undoes it', () => {
    fc.assert(
      fc.property(anyMoney, anyMoney, anyMoney, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(add(a, zero('USD'))).toEqual(a);
        expect(subtract(add(a, b), b)).toEqual(a);
      }),
    );
  });

  it('multiplies as it would add so often', () => {
    fc.assert(
      fc.property(anyMoney, fc.integer({ min: 0, max: 50 }), (money, count) => {
        expect(multiply(money, count)).toEqual(
          sum(
            'USD',
            Array.from({ length: count }, () => money),
          ),
        );
      }),
    );
  });

  it('compares by value', () => {
    fc.assert(
      fc.property(anyMoney, anyMoney, (a, b) => {
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
        expect(compare(a, b) === 0).toBe(toDecimal(a) === toDecimal(b));
      }),
    );
  });

  it.each([
    [usd(19, 990_000_000), '19.99'],
    [usd(0, -500_000_000), '-0.50'],
    [usd(5), '5.00'],
    [usd(-3, -1), '-3.000000001'],
    [usd(1_000_000, 100_000_000), '1000000.10'],
  ])('writes %j as %s', (money, text) => {
    expect(toDecimal(money)).toBe(text);
  });

  it('refuses to mix currencies and to leave what Money can hold', () => {
    expect(() => add(usd(1), { currency: 'EUR', units: 1, nanos: 0 })).toThrow('USD and EUR do not add up');
    expect(() => multiply(usd(Number.MAX_SAFE_INTEGER), 2)).toThrow(RangeError);
  });
});

describe('the Money schema', () => {
  it.each([
    [{ currency: 'USD', units: 1, nanos: -1 }, 'nanos'],
    [{ currency: 'USD', units: -1, nanos: 1 }, 'nanos'],
    [{ currency: 'USD', units: 1, nanos: 1_000_000_000 }, 'nanos'],
    [{ currency: 'USD', units: 0.5, nanos: 0 }, 'units'],
    [{ currency: 'USD', units: 2 ** 53, nanos: 0 }, 'units'],
    [{ currency: 'usd', units: 1, nanos: 0 }, 'currency'],
  ])('refuses %j for its %s', (value, path) => {
    expect(Money.safeParse(value).error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
