import { MAX_LINES, MAX_QUANTITY } from '@shop/catalog';
import { withPutBack } from '../domain/lines.ts';
import { module } from '../module.ts';
import { lockCart } from '../persistence/lock-cart.ts';
import { TakingEntity } from '../persistence/taking-entity.ts';

const limits = { quantity: MAX_QUANTITY, lines: MAX_LINES };

export const putBack = module.handle('putBack', ({ customer, orderId }, { transaction }) =>
  transaction(async ({ em }) => {
    const cart = await lockCart(em, customer);
    const known = await em.findOne(TakingEntity, { orderId });
    if (known === null)
      // One that is still on its way comes too late.
      em.create(TakingEntity, { orderId, lines: [], status: 'put back', takenAt: new Date() });
    else if (known.status === 'taken') {
      known.status = 'put back';
      cart.lines = withPutBack(cart.lines, known.lines, limits);
    }
    return cart.snapshot();
  }),
);
