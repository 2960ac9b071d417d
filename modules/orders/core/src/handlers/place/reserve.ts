import { isDeclared } from '@carveout/runtime';
import { inventory } from '@shop/inventory';
import { PATIENCE } from '../patience.ts';
import { linesOf } from './place-state.ts';
import type { PlaceStep } from './place-state.ts';

/** Sets the goods aside, under the order's id. */
export const reserve: PlaceStep = {
  name: 'reserve',
  giveUpAfter: PATIENCE,
  run: async (state, { calls, fail }) => {
    try {
      await calls.inventory.reserve({ reservationId: state.orderId, items: linesOf(state) });
    } catch (error) {
      if (!isDeclared(error, inventory.operations.reserve)) throw error;
      if (error.code === 'OUT_OF_STOCK') fail(error.code, error.data);
      if (error.code === 'UNKNOWN_PRODUCT') fail(error.code, error.data);
      throw error;
    }
  },
  /** Also puts back what was committed. */
  compensate: async ({ orderId }, { calls }) => {
    await calls.inventory.release({ reservationId: orderId });
  },
};
