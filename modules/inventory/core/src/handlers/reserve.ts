import { hold } from '../domain/level.ts';
import { expiryFrom, isOverdue, isRepeat } from '../domain/reservation.ts';
import { each, plan, productsOf } from '../domain/takings.ts';
import { module } from '../module.ts';
import { makeOrLock } from '../persistence/lock-reservation.ts';
import { lockStock } from '../persistence/lock-stock.ts';

export const reserve = module.handle('reserve', ({ reservationId, items }, { transaction, config, fail }) =>
  transaction(async ({ em }) => {
    const now = new Date();
    const first = { status: 'held', expiresAt: expiryFrom(now, config.reservationMinutes) } as const;
    const { isNew, reservation } = await makeOrLock(em, reservationId, first);
    if (isNew) {
      const levels = await lockStock(em, productsOf(items));
      const planned = plan(levels, items);
      if ('unknown' in planned) return fail('UNKNOWN_PRODUCT', { productId: planned.unknown });
      if ('short' in planned) return fail('OUT_OF_STOCK', { productId: planned.short, available: planned.available });
      each(levels, planned.takings, hold);
      reservation.takings = planned.takings;
    } else if (!isRepeat(reservation, items, now)) {
      return fail('RESERVATION_CONFLICT', { status: isOverdue(reservation, now) ? 'expired' : reservation.status });
    }
    return { reservationId, expiresAt: reservation.expiresAt.toISOString() };
  }),
);
