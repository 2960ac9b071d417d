import { PATIENCE } from '../patience.ts';
import { linesOf } from './place-state.ts';
import type { PlaceStep } from './place-state.ts';

/** Books the parcel. It leaves only once the order was placed, so that it can still be stopped here. */
export const ship: PlaceStep = {
  name: 'ship',
  giveUpAfter: PATIENCE,
  run: async (state, { calls }) => {
    const { trackingId } = await calls.shipping.ship({
      orderId: state.orderId,
      address: state.address,
      items: linesOf(state),
    });
    return { trackingId };
  },
  compensate: async ({ orderId }, { calls }) => {
    await calls.shipping.cancel({ orderId });
  },
};
