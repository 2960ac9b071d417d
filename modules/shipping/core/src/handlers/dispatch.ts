import { leave } from '../domain/parcel.ts';
import { module } from '../module.ts';
import { lockParcel } from '../persistence/lock-parcel.ts';

export const dispatch = module.handle('dispatch', ({ orderId }, { transaction, fail }) =>
  transaction(async ({ em }) => {
    const parcel = await lockParcel(em, orderId);
    if (!parcel) return fail('UNKNOWN_PARCEL', {});
    const result = leave(parcel, new Date());
    if (result === 'cancelled') return fail('UNKNOWN_PARCEL', {});
    if (result === 'not-ready') return fail('NOT_READY', {});
    return parcel.snapshot();
  }),
);
