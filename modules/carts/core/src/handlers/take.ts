import { holds, without } from '../domain/lines.ts';
import { module } from '../module.ts';
import { lockCart } from '../persistence/lock-cart.ts';
import { TakingEntity } from '../persistence/taking-entity.ts';

/** The lock on the cart puts all takings of a customer in a row, those of one order too. */
export const take = module.handle('take', ({ customer, orderId, items }, { transaction, fail }) =>
  transaction(async ({ em }) => {
    const cart = await lockCart(em, customer);
    const known = await em.findOne(TakingEntity, { orderId });
    if (known?.status === 'taken') return cart.snapshot();
    if (known !== null || !holds(cart.lines, items)) return fail('CART_CHANGED', {});
    em.create(TakingEntity, { orderId, lines: [...items], status: 'taken', takenAt: new Date() });
    cart.lines = without(cart.lines, items);
    return cart.snapshot();
  }),
);
