import { moved } from '../../domain/order-status.ts';
import { lockOrder, snapshotOfPlaced } from '../../persistence/order-rows.ts';
import { FOREVER } from '../patience.ts';
import { given } from './place-state.ts';
import type { PlaceStep } from './place-state.ts';

/** Acknowledges the order, and tells the world. Needs nothing but our own database, as turning back would. */
export const confirm: PlaceStep = {
  name: 'confirm',
  giveUpAfter: FOREVER,
  run: (state, { transaction }) =>
    transaction(async ({ em, publish }) => {
      const row = given((await lockOrder(em, state.orderId)) ?? undefined, 'an order');
      // Placed already, when an earlier try committed and its answer was lost; the event was saved with it.
      if (row.status === 'placed') return { order: snapshotOfPlaced(row) };
      row.status = moved(row.status, 'placed');
      row.paymentId = given(state.paymentId, 'a payment');
      row.lastFour = given(state.lastFour, 'a card');
      row.trackingId = given(state.trackingId, 'a parcel');
      row.placedAt = new Date();
      const order = snapshotOfPlaced(row);
      publish.placed(order);
      return { order };
    }),
};
