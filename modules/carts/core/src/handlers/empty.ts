import { module } from '../module.ts';
import { lockCart } from '../persistence/lock-cart.ts';

export const empty = module.handle('empty', ({ customer }, { transaction }) =>
  transaction(async ({ em }) => {
    const cart = await lockCart(em, customer);
    cart.lines = [];
    return cart.snapshot();
  }),
);
