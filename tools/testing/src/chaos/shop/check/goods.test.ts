import { describe, expect, it } from 'vitest';
import type { Checkout } from '../history.ts';
import { violations } from './check.ts';
import type { Evidence } from './evidence.ts';
import {
  cart,
  checkout,
  line,
  operations,
  order,
  shop,
  taking,
  whole,
  withCart,
  withCheckout,
  withShop,
} from './testing/sound-run.ts';

const unknownFill: Partial<Checkout> = { outcome: 'not-sent', filled: 'unknown' };

it.each<[string, Partial<Evidence>]>([
  ['took effect', { ...withCheckout(unknownFill), ...withCart(2) }],
  ['did not', withCheckout(unknownFill)],
  ['found a cart that is made, and empty', { ...withCheckout(unknownFill), ...withCart() }],
])('finds nothing wrong with a fill that nobody knows of, and that %s', (_what, change) => {
  expect(violations({ ...whole, ...change })).toEqual([]);
});

it('says nothing of the cart of an order that is still pending', () => {
  const pending = {
    ...withCheckout({ outcome: 'unknown' }),
    ...withShop({ orders: [...shop.orders, order('o3', 'pending')] }),
    customers: [...whole.customers, { order: 'o3', customer: 'c3' }],
  };
  for (const change of [withCart(), withCart(2)])
    expect(violations({ ...whole, ...pending, ...change }).filter((fault) => /cart/.test(fault))).toEqual([]);
});

describe('finds a planted violation', () => {
  it.each<[string, Partial<Evidence>, RegExp]>([
    [
      'goods that were put into the cart twice, ordered, paid for and taken twice over',
      {
        ...withShop({
          orders: [{ ...order('o1', 'placed'), items: [line(4)] }, shop.orders[1]!],
          reservations: [{ ...shop.reservations[0]!, takings: [taking(4)] }, shop.reservations[1]!],
          stock: [{ ...shop.stock[0]!, on_hand: 3, shipped: 4 }, shop.stock[1]!],
        }),
      },
      /^checkout k1: order o1 is of 4 of A, where 2 of A was to be ordered$/,
    ],
    [
      'another product in an order that was cancelled',
      withShop({ orders: [shop.orders[0]!, { ...order('o2', 'cancelled'), items: [{ ...line(2), productId: 'B' }] }] }),
      /^checkout k2: order o2 is of 2 of B, where/m,
    ],
    [
      'goods that were put into the cart twice, and ordered once',
      { carts: [cart(1, 2), cart(2)] },
      /^checkout k1: after order o1, the cart has 2 of A instead of nothing$/,
    ],
    [
      'an order that left its lines in the cart, and that nobody knows of',
      { ...operations(checkout(1, { outcome: 'unknown' })), carts: [cart(1, 2), cart(2)] },
      /^checkout k1: after order o1, the cart has 2 of A instead of nothing$/,
    ],
    [
      'a cancellation that put the goods into the cart',
      { carts: [cart(1), cart(2, 2)] },
      /^checkout k2: after order o2, the cart has 2 of A instead of nothing$/,
    ],
    ...(['refused', 'not-sent', 'unknown'] as const).flatMap((outcome): [string, Partial<Evidence>, RegExp][] => {
      const undone = withCheckout({ outcome, code: 'OUT_OF_STOCK' });
      const told = 'checkout k3: after a fill that was acknowledged, and no order, the cart has';
      return [
        [
          `an order, ${outcome}, whose lines were not put back`,
          undone,
          new RegExp(`^${told} nothing instead of 2 of A$`),
        ],
        [
          `an order, ${outcome}, whose lines were put back twice`,
          { ...undone, ...withCart(4) },
          new RegExp(`^${told} 4 of A instead of 2 of A$`),
        ],
      ];
    }),
    [
      'an order that failed, and whose lines were not put back',
      {
        ...withCheckout({ outcome: 'refused', code: 'OUT_OF_STOCK' }),
        ...withShop({ orders: [...shop.orders, order('o3', 'failed')] }),
        customers: [...whole.customers, { order: 'o3', customer: 'c3' }],
      },
      /^checkout k3: after a fill that was acknowledged, and no order, the cart has nothing instead of 2 of A$/,
    ],
    [
      'a fill that took effect twice, and that nobody knows of',
      { ...withCheckout(unknownFill), ...withCart(4) },
      /^checkout k3: after a fill that was unknown, and no order, the cart has 4 of A instead of nothing or 2 of A$/,
    ],
    [
      'a fill that was never sent',
      { ...withCheckout({ outcome: 'not-sent', filled: 'not-sent' }), ...withCart(2) },
      /^checkout k3: after a fill that was not-sent, and no order, the cart has 2 of A instead of nothing$/,
    ],
    ['a cart of nobody', withCart(1), /^the cart of c3, who put nothing into it, has 1 of A$/],
    [
      'other goods taken than ordered',
      withShop({ reservations: [shop.reservations[0]!, { ...shop.reservations[1]!, takings: [taking(1)] }] }),
      /^order o2: is of 2 of A, but its reservation took 1 of A$/,
    ],
  ])('%s', (_what, change, fault) => {
    expect(violations({ ...whole, ...change }).join('\n')).toMatch(fault);
  });
});
