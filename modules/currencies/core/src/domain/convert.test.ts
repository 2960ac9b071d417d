import { ConvertibleMoney, Money, multiply, sum, toDecimal, toNanos } from '@shop/currencies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertMoney, unknownCurrency } from './convert.ts';
import { minorUnit } from './minor-unit.ts';
import { rates } from './rates.ts';

const codes = [...rates.keys()];
const anyCode = fc.constantFrom(...codes);
const anyAmount = fc
  .record({
    currency: anyCode,
    units: fc.integer({ min: 0, max: 100_000_000_000 }),
    nanos: fc.integer({ min: 0, max: 999_999_999 }),
    negative: fc.boolean(),
  })
  .map(({ currency, units, nanos, negative }) =>
    negative ? { currency, units: 0 - units, nanos: 0 - nanos } : { currency, units, nanos },
  );

describe('convertMoney', () => {
  it('multiplies by the rate, and rounds to what can be paid', () => {
    expect(convertMoney({ currency: 'EUR', units: 100, nanos: 0 }, 'USD')).toEqual({
      currency: 'USD',
      units: 116,
      nanos: 500_000_000,
    });
    expect(convertMoney({ currency: 'USD', units: 19, nanos: 990_000_000 }, 'JPY')).toEqual({
      currency: 'JPY',
      // 19.99 × 174 ÷ 1.165 = 2985.63090128755…
      units: 2986,
      nanos: 0,
    });
  });

  it('gives amounts that Money and its sign rule accept, for every pair and size that the contract lets in', () => {
    fc.assert(
      fc.property(anyAmount, anyCode, (from, to) => {
        ConvertibleMoney.parse(from);
        expect(Money.parse(convertMoney(from, to)).currency).toBe(to);
      }),
    );
  });

  it('leaves an amount in its own currency as it is', () => {
    fc.assert(
      fc.property(anyAmount, (from) => {
        expect(toNanos(convertMoney(from, from.currency))).toBe(toNanos(from));
      }),
    );
  });

  it('keeps the order of amounts', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, anyCode, (a, b, to) => {
        const [less, more] = toNanos(a) <= toNanos(b) ? [a, b] : [b, a];
        const inOne = (money: Money) => toNanos(convertMoney({ ...money, currency: a.currency }, to));
        expect(inOne(less)).toBeLessThanOrEqual(inOne(more));
      }),
    );
  });

  it('comes back to what it was, but for the rounding', () => {
    fc.assert(
      fc.property(anyAmount, anyCode, (from, to) => {
        const off = toNanos(convertMoney(convertMoney(from, to), from.currency)) - toNanos(from);
        // Half a coin there, worth from/to of the rates here, and half a coin back.
        const there = ((minorUnit(to) / 2n) * rates.get(from.currency)!) / rates.get(to)!;
        const worth = there + minorUnit(from.currency) / 2n + 2n;
        expect(off < 0n ? -off : off).toBeLessThanOrEqual(worth);
      }),
    );
  });
});

/** What the shop asks for its products and for sending them, in US cents. */
const CENTS = [1999, 1899, 10_999, 8999, 2499, 1849, 549, 899];

describe('amounts as printed', () => {
  const printed = (money: Money): bigint => {
    const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: money.currency });
    return BigInt(format.format(toDecimal(money) as `${number}`).replace(/\D/g, ''));
  };

  it.each(codes)('add up in %s, whatever is bought, and however many', (code) => {
    const inCode = (cents: number) => {
      const nanos = (cents % 100) * 10_000_000;
      return convertMoney({ currency: 'USD', units: Math.trunc(cents / 100), nanos }, code);
    };
    const shipping = inCode(899);
    for (let quantity = 1; quantity <= 999; quantity += quantity < 20 ? 1 : 89) {
      const lines = CENTS.map((cents) => multiply(inCode(cents), quantity));
      for (const bought of [...lines.map((line) => [line]), lines]) {
        const total = sum(code, [...bought, shipping]);
        expect(printed(total)).toBe(bought.reduce((all, line) => all + printed(line), printed(shipping)));
      }
      expect(lines.map(printed)).toEqual(CENTS.map((cents) => printed(inCode(cents)) * BigInt(quantity)));
    }
  });
});

describe('unknownCurrency', () => {
  it('knows what the shop needs', () => {
    expect(unknownCurrency(['EUR', 'USD', 'JPY', 'CAD', 'GBP', 'TRY'])).toBeUndefined();
  });

  it('names the first without a rate', () => {
    expect(unknownCurrency(['EUR', 'XAU', 'XXX'])).toBe('XAU');
  });

  it('is not fooled by names that every object has', () => {
    expect(unknownCurrency(['constructor'])).toBe('constructor');
  });
});
