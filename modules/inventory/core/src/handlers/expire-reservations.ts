import { unhold } from '../domain/level.ts';
import { each, linesOf, productsOf } from '../domain/takings.ts';
import { module } from '../module.ts';
import { lockOverdue } from '../persistence/lock-reservation.ts';
import { lockStock } from '../persistence/lock-stock.ts';

const RESERVATIONS_PER_ROUND = 1000;

/** Every ten seconds: what was reserved and not committed in time is free again. */
export const expireReservations = module.schedule(
  'expire-reservations',
  { every: 10_000 },
  (_tick, { transaction, log }) =>
    transaction(async ({ em, publish }) => {
      const overdue = await lockOverdue(em, new Date(), RESERVATIONS_PER_ROUND);
      if (overdue.length === 0) return;
      const levels = await lockStock(em, productsOf(overdue.flatMap(({ takings }) => takings)));
      for (const reservation of overdue) {
        each(levels, reservation.takings, unhold);
        reservation.status = 'expired';
        publish.reservationExpired({ reservationId: reservation.id, items: linesOf(reservation.takings) });
      }
      log.info({ reservations: overdue.length }, 'reservations expired');
    }),
);
