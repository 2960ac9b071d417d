import { module } from '../module.ts';
import { bookOrLock } from '../persistence/lock-parcel.ts';

export const ship = module.handle('ship', ({ orderId, address, items }, { transaction, fail }) =>
  transaction(async ({ em }) => {
    const lines = items.map((item) => ({ ...item }));
    const { parcel } = await bookOrLock(em, orderId, { status: 'booked', address: { ...address }, lines });
    if (parcel.status === 'cancelled') return fail('ORDER_CANCELLED', {});
    return { trackingId: parcel.trackingId };
  }),
);
