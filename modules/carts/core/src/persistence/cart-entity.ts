import { defineEntity, p } from '@mikro-orm/core';
import type { Cart } from '@shop/carts';
import type { Line } from '@shop/catalog';

const schema = defineEntity({
  name: 'Cart',
  tableName: 'cart',
  properties: {
    customer: p.text().primary(),
    /** Replaced as a whole, never changed in place. */
    lines: p.json().$type<Line[]>(),
    touchedAt: p.datetime(),
  },
});

/** One row per customer, so that reading a cart is one lookup, and its row lock puts changes of it in a row. */
export class CartEntity extends schema.class {
  snapshot(): Cart {
    return { customer: this.customer, items: this.lines.map((line) => ({ ...line })) };
  }
}
schema.setClass(CartEntity);
