import { stop } from '../domain/parcel.ts';
import { module } from '../module.ts';
import { bookOrLock } from '../persistence/lock-parcel.ts';

export const cancel = module.handle('cancel', ({ orderId }, { transaction, fail }) =>
  transaction(async ({ em }) => {
    // Of an order without a parcel a cancelled one is saved, which refuses a booking that is still on its way.
    const { parcel } = await bookOrLock(em, orderId, { status: 'cancelled', address: null, lines: [] });
    const result = stop(parcel);
    if ('left' in result) return fail('ALREADY_LEFT', { at: result.left.toISOString() });
    return { cancelled: result.stopped };
  }),
);
