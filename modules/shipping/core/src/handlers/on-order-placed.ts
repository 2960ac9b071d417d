import { makeReady } from '../domain/parcel.ts';
import { module } from '../module.ts';
import { lockParcel } from '../persistence/lock-parcel.ts';

/** Only now may the carrier have the parcel: an order that comes to nothing must find it here. */
export const onOrderPlaced = module.on('orders', 'placed', 'on-order-placed', ({ id }, { transaction, log }) =>
  transaction(async ({ em }) => {
    const parcel = await lockParcel(em, id);
    if (parcel) makeReady(parcel, new Date());
    else log.warn({ orderId: id }, 'an order was placed that has no parcel');
  }),
);
