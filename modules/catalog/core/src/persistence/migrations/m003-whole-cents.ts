import type { MigrationSource } from '@carveout/runtime';

/** A price that was kept more finely than in cents becomes what pages showed of it, halves up. */
export const m003WholeCents: MigrationSource = {
  name: '003-whole-cents',
  up: [
    `update product
      set price_units = shown.cents / 100, price_nanos = shown.cents % 100 * 10000000
      from (select id, price_units * 100 + round(price_nanos / 10000000.0)::integer as cents from product) shown
      where shown.id = product.id and price_nanos % 10000000 <> 0`,
    `alter table product add constraint product_price_in_cents check (price_nanos % 10000000 = 0)`,
  ],
  down: ['alter table product drop constraint product_price_in_cents'],
};
