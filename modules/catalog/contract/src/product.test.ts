import { describe, expect, it } from 'vitest';
import { Line, Lines, Price } from './product.ts';

const paths = (result: {
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
}) => result.error?.issues.map(({ path }) => path.join('.'));

describe('a line', () => {
  it.each([0, -1, 1_000_000_000, 1000, 1.5, '3', null])('refuses %j pieces and says where', (quantity) => {
    expect(paths(Line.safeParse({ productId: 'MUG', quantity }))).toEqual(['quantity']);
  });

  it.each(['', 'mug', 'A'.repeat(21), "MUG'--", 7])('refuses the product id %j and says where', (productId) => {
    expect(paths(Line.safeParse({ productId, quantity: 1 }))).toEqual(['productId']);
  });

  it.each([1, 999])('takes %d pieces', (quantity) => {
    expect(Line.parse({ productId: 'OLJCESPC7Z', quantity })).toEqual({ productId: 'OLJCESPC7Z', quantity });
  });
});

describe('lines', () => {
  const line = (at: number) => ({ productId: `P${at}`, quantity: 1 });

  it('are one to a hundred, each of another product', () => {
    expect(Lines.safeParse(Array.from({ length: 100 }, (_, at) => line(at))).success).toBe(true);
    expect(Lines.safeParse(Array.from({ length: 101 }, (_, at) => line(at))).success).toBe(false);
    expect(Lines.safeParse([]).success).toBe(false);
    expect(Lines.safeParse([line(1), line(1)]).error?.issues[0]?.message).toBe('must name each product once');
  });
});

describe('a price', () => {
  const usd = (units: number, nanos = 0) => ({ currency: 'USD', units, nanos });

  it.each([usd(0), usd(0, 10_000_000), usd(8, 990_000_000), usd(1_000_000)])('may be %j', (price) => {
    expect(Price.parse(price)).toEqual(price);
  });

  it.each([
    [usd(-1), 'units'],
    [usd(0, -10_000_000), 'units'],
    [usd(1_000_000, 10_000_000), 'units'],
    [usd(0, 4_000_000), 'nanos'],
    [usd(8, 990_000_001), 'nanos'],
    [{ ...usd(1), currency: 'EUR' }, 'currency'],
  ])('may not be %j: %s', (price, path) => {
    expect(paths(Price.safeParse(price))).toEqual([path]);
  });
});
