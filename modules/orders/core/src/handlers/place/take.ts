import { isDeclared } from '@carveout/runtime';
import { carts } from '@shop/carts';
import { PATIENCE } from '../patience.ts';
import { linesOf } from './place-state.ts';
import type { PlaceStep } from './place-state.ts';

/** Takes what is ordered out of the cart, so that no other order is of the same things. */
export const take: PlaceStep = {
  name: 'take',
  giveUpAfter: PATIENCE,
  run: async (state, { calls, fail }) => {
    try {
      await calls.carts.take({ customer: state.customer, orderId: state.orderId, items: linesOf(state) });
    } catch (error) {
      if (isDeclared(error, carts.operations.take)) return fail('CART_CHANGED', {});
      throw error;
    }
  },
  compensate: async ({ customer, orderId }, { calls }) => {
    await calls.carts.putBack({ customer, orderId });
  },
};
