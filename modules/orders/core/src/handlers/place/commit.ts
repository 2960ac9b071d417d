import { isDeclared } from '@carveout/runtime';
import { inventory } from '@shop/inventory';
import { PATIENCE } from '../patience.ts';
import type { PlaceStep } from './place-state.ts';

/** Takes the goods off the shelves, unless the reservation ran out while the card's bank was thinking. */
export const commit: PlaceStep = {
  name: 'commit',
  giveUpAfter: PATIENCE,
  run: async ({ orderId }, { calls, fail }) => {
    try {
      await calls.inventory.commit({ reservationId: orderId });
    } catch (error) {
      if (isDeclared(error, inventory.operations.commit) && error.code === 'RESERVATION_EXPIRED')
        fail('RESERVATION_EXPIRED', {});
      throw error;
    }
  },
};
