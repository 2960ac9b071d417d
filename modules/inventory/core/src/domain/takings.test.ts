import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hold, move, receive, shipOut, takeBack, unhold, type Level } from './level.ts';
import { each, linesOf, plan, productsOf, type Taking } from './takings.ts';

const level = (productId: string, warehouse: 'east' | 'west', onHand: number): Level => ({
  productId,
  warehouse,
  onHand,
  reserved: 0,
  shipped: 0,
  restocked: 0,
  moved: 0,
});

describe('plan', () => {
  const levels = [level('MUG', 'west', 5), level('MUG', 'east', 3), level('JAR', 'east', 1)];

  it('empties east before it goes to west', () => {
    expect(plan(levels, [{ productId: 'MUG', quantity: 4 }])).toEqual({
      takings: [
        { productId: 'MUG', warehouse: 'east', quantity: 3 },
        { productId: 'MUG', warehouse: 'west', quantity: 1 },
      ],
    });
  });

  it('takes the very last piece, and tells how many there are when one more is wanted', () => {
    expect(plan(levels, [{ productId: 'MUG', quantity: 8 }])).toHaveProperty('takings');
    expect(plan(levels, [{ productId: 'MUG', quantity: 9 }])).toEqual({ short: 'MUG', available: 8 });
  });

  it('knows all items or none', () => {
    const items = [
      { productId: 'JAR', quantity: 1 },
      { productId: 'HAT', quantity: 1 },
    ];
    expect(plan(levels, items)).toEqual({ unknown: 'HAT' });
  });

  it('leads back to the lines asked for', () => {
    const items = [
      { productId: 'JAR', quantity: 1 },
      { productId: 'MUG', quantity: 6 },
    ];
    const planned = plan(levels, items);
    if (!('takings' in planned)) throw new Error('must be possible');
    expect(linesOf(planned.takings)).toEqual(items);
    expect(productsOf(planned.takings)).toEqual(['JAR', 'MUG']);
  });
});

describe('each', () => {
  it('does not pass over a place that is not there', () => {
    const taking: Taking = { productId: 'MUG', warehouse: 'west', quantity: 1 };
    expect(() => each([level('MUG', 'east', 1)], [taking], hold)).toThrow('no stock in west');
  });
});

/** What may happen to two products in two warehouses, in any order. */
const products = ['MUG', 'JAR'] as const;
const warehouse = fc.constantFrom('east' as const, 'west' as const);
const quantity = fc.integer({ min: 1, max: 12 });
const happening = fc.oneof(
  fc.record({
    kind: fc.constant('reserve' as const),
    items: fc.uniqueArray(fc.record({ productId: fc.constantFrom(...products), quantity }), {
      selector: ({ productId }) => productId,
      minLength: 1,
    }),
  }),
  fc.record({ kind: fc.constantFrom('commit' as const, 'release' as const), at: fc.nat({ max: 20 }) }),
  fc.record({ kind: fc.constant('restock' as const), productId: fc.constantFrom(...products), warehouse, quantity }),
  fc.record({ kind: fc.constant('transfer' as const), productId: fc.constantFrom(...products), warehouse, quantity }),
);

describe('stock', () => {
  it('is conserved and never negative, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const levels = products.flatMap((id) => [level(id, 'east', 10), level(id, 'west', 10)]);
        const at = (id: string, where: string) =>
          levels.find(({ productId, warehouse }) => productId === id && warehouse === where)!;
        const reservations: { status: 'held' | 'committed' | 'gone'; takings: readonly Taking[] }[] = [];
        for (const one of happenings) {
          if (one.kind === 'reserve') {
            const planned = plan(levels, one.items);
            if (!('takings' in planned)) continue;
            each(levels, planned.takings, hold);
            reservations.push({ status: 'held', takings: planned.takings });
          } else if (one.kind === 'restock') {
            receive(at(one.productId, one.warehouse), one.quantity);
          } else if (one.kind === 'transfer') {
            const from = at(one.productId, one.warehouse);
            const to = at(one.productId, one.warehouse === 'east' ? 'west' : 'east');
            if (from.onHand >= one.quantity) move(from, to, one.quantity);
          } else {
            const reservation = reservations[one.at];
            if (!reservation || reservation.status === 'gone') continue;
            if (one.kind === 'release') {
              each(levels, reservation.takings, reservation.status === 'held' ? unhold : takeBack);
              reservation.status = 'gone';
            } else if (reservation.status === 'held') {
              each(levels, reservation.takings, shipOut);
              reservation.status = 'committed';
            }
          }
          for (const stock of levels) {
            expect(Math.min(stock.onHand, stock.reserved, stock.shipped, stock.restocked)).toBeGreaterThanOrEqual(0);
            expect(stock.onHand + stock.reserved + stock.shipped).toBe(10 + stock.restocked + stock.moved);
          }
        }
        const inAll = (status: string, id: string) =>
          reservations
            .filter((one) => one.status === status)
            .flatMap(({ takings }) => takings)
            .filter(({ productId }) => productId === id)
            .reduce((sum, taking) => sum + taking.quantity, 0);
        for (const id of products) {
          const [east, west] = [at(id, 'east'), at(id, 'west')];
          expect(east.moved + west.moved).toBe(0);
          expect(east.reserved + west.reserved).toBe(inAll('held', id));
          expect(east.shipped + west.shipped).toBe(inAll('committed', id));
        }
      }),
    );
  });
});
