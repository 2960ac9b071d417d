import { ConvertibleMoney, Money, toNanos } from '@shop/currencies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertMoney, unknownCurrency } from './convert.ts';
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
  it('multiplies by the rate, exactly', () => {
    expect(convertMoney({ currency: 'EUR', units: 100, nanos: 0 }, 'USD')).toEqual({
      currency: 'USD',
      units: 116,
      nanos: 500_000_000,
    });
    expect(convertMoney({ currency: 'USD', units: 19, nanos: 990_000_000 }, 'JPY')).toEqual({
      currency: 'JPY',
      units: 2985,
      // 19.99 × 174 ÷ 1.165 = 2985.63090128755…
      nanos: 630_901_288,
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
        // Half a billionth there, worth at most from/to of the rates here, and half a billionth back.
        const worth = rates.get(from.currency)! / rates.get(to)! + 2n;
        expect(off < 0n ? -off : off).toBeLessThanOrEqual(worth);
      }),
    );
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
