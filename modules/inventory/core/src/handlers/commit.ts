import { shipOut } from '../domain/level.ts';
import { decideCommit } from '../domain/reservation.ts';
import { each, productsOf } from '../domain/takings.ts';
import { module } from '../module.ts';
import { lockReservation } from '../persistence/lock-reservation.ts';
import { lockStock } from '../persistence/lock-stock.ts';

export const commit = module.handle('commit', ({ reservationId }, { transaction, fail }) =>
  transaction(async ({ em }) => {
    const reservation = await lockReservation(em, reservationId);
    if (!reservation) return fail('UNKNOWN_RESERVATION', {});
    const decision = decideCommit(reservation, new Date());
    if (decision === 'expired') return fail('RESERVATION_EXPIRED', {});
    if (decision === 'released') return fail('RESERVATION_CONFLICT', { status: 'released' });
    if (decision === 'ship') {
      each(await lockStock(em, productsOf(reservation.takings)), reservation.takings, shipOut);
      reservation.status = 'committed';
    }
    return { reservationId };
  }),
);
