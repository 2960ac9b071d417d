import { defineModule } from '@carveout/runtime';
import { carts } from '@shop/carts';
import { catalog } from '@shop/catalog';
import { currencies } from '@shop/currencies';
import { inventory } from '@shop/inventory';
import { orders } from '@shop/orders';
import { payments } from '@shop/payments';
import { shipping } from '@shop/shipping';
import { persistence } from './persistence/index.ts';

export const module = defineModule(orders, {
  calls: { carts, catalog, currencies, inventory, payments, shipping },
  persistence,
});
