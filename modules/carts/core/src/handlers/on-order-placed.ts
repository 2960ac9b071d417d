import { withoutOrdered } from '../domain/lines.ts';
import { module } from '../module.ts';
import { lockCart } from '../persistence/lock-cart.ts';

/** Takes out of the cart what was ordered; what the customer added meanwhile stays. */
export const onOrderPlaced = module.on('orders', 'placed', 'on-order-placed', ({ customer, items }, { transaction }) =>
  transaction(async ({ em }) => {
    const cart = await lockCart(em, customer);
    cart.lines = withoutOrdered(cart.lines, items);
  }),
);
