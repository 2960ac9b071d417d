import { takeBack, unhold } from '../domain/level.ts';
import { each, productsOf } from '../domain/takings.ts';
import { module } from '../module.ts';
import { makeOrLock } from '../persistence/lock-reservation.ts';
import { lockStock } from '../persistence/lock-stock.ts';

export const release = module.handle('release', ({ reservationId }, { transaction }) =>
  transaction(async ({ em }) => {
    // Where there is none, a released one is saved, which refuses a reservation that is still on its way.
    const { isNew, reservation } = await makeOrLock(em, reservationId, { status: 'released', expiresAt: new Date() });
    const { status, takings } = reservation;
    if (isNew || status === 'released' || status === 'expired') return { released: false };
    each(await lockStock(em, productsOf(takings)), takings, status === 'held' ? unhold : takeBack);
    reservation.status = 'released';
    return { released: true };
  }),
);
