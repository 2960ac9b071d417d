import { compare, fromNanos, toNanos } from '@shop/currencies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceLines, totalOf, unknownProduct } from './price-lines.ts';

const PRODUCTS = new Map([
  ['OLJCESPC7Z', { name: 'Sunglasses' }],
  ['L9ECAV7KIM', { name: 'Loafers' }],
]);
const LINES = [
  { productId: 'L9ECAV7KIM', quantity: 2 },
  { productId: 'OLJCESPC7Z', quantity: 1 },
];
const eur = (units: number, nanos: number) => ({ currency: 'EUR', units, nanos });

describe('unknownProduct', () => {
  it('names the first one that is not sold any more', () => {
    expect(unknownProduct(LINES, PRODUCTS)).toBeUndefined();
    expect(unknownProduct([...LINES, { productId: 'GONE', quantity: 1 }], PRODUCTS)).toBe('GONE');
  });
});

describe('priceLines', () => {
  it('joins lines, names and prices, in the order of the lines', () => {
    expect(priceLines(LINES, PRODUCTS, [eur(80, 0), eur(17, 990_000_000)])).toEqual([
      { productId: 'L9ECAV7KIM', name: 'Loafers', quantity: 2, price: eur(80, 0) },
      { productId: 'OLJCESPC7Z', name: 'Sunglasses', quantity: 1, price: eur(17, 990_000_000) },
    ]);
  });

  it('makes no line without a price', () => {
    expect(() => priceLines(LINES, PRODUCTS, [eur(80, 0)])).toThrow('no name or price for product OLJCESPC7Z');
  });
});

describe('totalOf', () => {
  it('counts all pieces and the shipping', () => {
    const lines = priceLines(LINES, PRODUCTS, [eur(80, 500_000_000), eur(17, 990_000_000)]);
    expect(totalOf('EUR', lines, eur(8, 990_000_000))).toEqual(eur(187, 980_000_000));
  });

  it('is exact, whatever the prices', () => {
    const price = fc.bigInt({ min: 0n, max: 10n ** 15n });
    const line = fc.record({ quantity: fc.integer({ min: 1, max: 999 }), price });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 100 }), price, (lines, shipping) => {
        const priced = lines.map(({ quantity, price: nanos }) => ({ quantity, price: fromNanos('EUR', nanos) }));
        const expected = lines.reduce((all, { quantity, price: nanos }) => all + nanos * BigInt(quantity), shipping);
        expect(toNanos(totalOf('EUR', priced, fromNanos('EUR', shipping)))).toBe(expected);
      }),
    );
  });

  it('does not add up two currencies', () => {
    const lines = [{ quantity: 1, price: { currency: 'USD', units: 1, nanos: 0 } }];
    expect(() => totalOf('EUR', lines, eur(8, 0))).toThrow(RangeError);
    expect(compare(totalOf('EUR', [], eur(8, 0)), eur(8, 0))).toBe(0);
  });
});
