import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLine, holds, without, withPutBack } from './lines.ts';

const limits = { quantity: 999, lines: 100 };
const anyLine = fc.record({
  productId: fc.constantFrom('A', 'B', 'C', 'D'),
  quantity: fc.integer({ min: 1, max: 999 }),
});
const anyCart = fc.uniqueArray(anyLine, { selector: ({ productId }) => productId });

describe('addLine', () => {
  it('adds to the line that is there, and keeps the order', () => {
    const cart = [
      { productId: 'A', quantity: 1 },
      { productId: 'B', quantity: 2 },
    ];
    expect(addLine(cart, { productId: 'A', quantity: 4 }, limits)).toEqual({
      lines: [
        { productId: 'A', quantity: 5 },
        { productId: 'B', quantity: 2 },
      ],
    });
    expect(cart[0]).toEqual({ productId: 'A', quantity: 1 });
  });

  it('takes up to the limit of a product and not one more', () => {
    const cart = [{ productId: 'A', quantity: 998 }];
    expect(addLine(cart, { productId: 'A', quantity: 1 }, limits)).toEqual({
      lines: [{ productId: 'A', quantity: 999 }],
    });
    expect(addLine(cart, { productId: 'A', quantity: 2 }, limits)).toEqual({ tooMany: 'quantity', limit: 999 });
  });

  it('takes up to the limit of lines; a full cart still takes more of what it has', () => {
    const cart = Array.from({ length: 100 }, (_, at) => ({ productId: `P${at}`, quantity: 1 }));
    expect(addLine(cart, { productId: 'NEW', quantity: 1 }, limits)).toEqual({ tooMany: 'lines', limit: 100 });
    expect(addLine(cart, { productId: 'P7', quantity: 1 }, limits)).toHaveProperty('lines');
    expect(addLine(cart.slice(1), { productId: 'NEW', quantity: 1 }, limits)).toHaveProperty('lines');
  });

  it('never has a product twice, nor more than the limit of it', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), (additions) => {
        let cart: { productId: string; quantity: number }[] = [];
        for (const line of additions) {
          const added = addLine(cart, line, limits);
          if ('lines' in added) cart = added.lines;
        }
        expect(new Set(cart.map(({ productId }) => productId)).size).toBe(cart.length);
        expect(cart.every(({ quantity }) => quantity >= 1 && quantity <= 999)).toBe(true);
      }),
    );
  });
});

describe('without', () => {
  it('leaves what was added after the order', () => {
    const cart = [
      { productId: 'A', quantity: 5 },
      { productId: 'B', quantity: 1 },
      { productId: 'C', quantity: 1 },
    ];
    const ordered = [
      { productId: 'A', quantity: 3 },
      { productId: 'C', quantity: 1 },
    ];
    expect(without(cart, ordered)).toEqual([
      { productId: 'A', quantity: 2 },
      { productId: 'B', quantity: 1 },
    ]);
  });

  it('empties a cart of all it ordered, and takes nothing of other products', () => {
    fc.assert(
      fc.property(anyCart, anyCart, (cart, ordered) => {
        expect(without(cart, cart)).toEqual([]);
        const rest = without(cart, ordered);
        const names = new Set<string>(ordered.map(({ productId }) => productId));
        expect(rest.filter(({ productId }) => !names.has(productId))).toEqual(
          cart.filter(({ productId }) => !names.has(productId)),
        );
        expect(rest.every(({ quantity }) => quantity > 0)).toBe(true);
      }),
    );
  });
});

describe('what an order takes', () => {
  it('is there, and comes back, whatever it is', () => {
    fc.assert(
      fc.property(anyCart, anyCart, (lines, wanted) => {
        if (!holds(lines, wanted)) return;
        const byId = (a: { productId: string }, b: { productId: string }) => a.productId.localeCompare(b.productId);
        const back = withPutBack(without(lines, wanted), wanted, limits);
        expect(back.toSorted(byId)).toEqual(lines.toSorted(byId));
      }),
    );
  });

  it('is not there when a piece or a product is missing', () => {
    const lines = [{ productId: 'A', quantity: 2 }];
    expect(holds(lines, lines)).toBe(true);
    expect(holds(lines, [{ productId: 'A', quantity: 3 }])).toBe(false);
    expect(holds(lines, [{ productId: 'B', quantity: 1 }])).toBe(false);
  });

  it('does not come back beyond the limits', () => {
    const [a, b] = [
      { productId: 'A', quantity: 998 },
      { productId: 'B', quantity: 1 },
    ];
    expect(withPutBack([a], [{ productId: 'A', quantity: 5 }], limits)).toEqual([{ productId: 'A', quantity: 999 }]);
    expect(withPutBack([a], [b], { ...limits, lines: 1 })).toEqual([a]);
  });
});
