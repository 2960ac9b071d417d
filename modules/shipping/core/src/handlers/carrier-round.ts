import { LockMode } from '@mikro-orm/core';
import { leave, readyBefore } from '../domain/parcel.ts';
import { module } from '../module.ts';
import { ParcelEntity } from '../persistence/parcel-entity.ts';

const PARCELS_PER_ROUND = 1000;

/** Every minute the carrier takes the parcels that have been ready for `handlingMinutes`, oldest first. */
export const carrierRound = module.schedule('carrier-round', { every: 60_000 }, (_tick, { transaction, config, log }) =>
  transaction(async ({ em }) => {
    const now = new Date();
    const parcels = await em.find(
      ParcelEntity,
      { status: 'ready', readyAt: { $lte: readyBefore(now, config.handlingMinutes) } },
      // Those that are being cancelled or dispatched just now are left for the next round.
      { orderBy: { readyAt: 'asc' }, limit: PARCELS_PER_ROUND, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
    );
    for (const parcel of parcels) leave(parcel, now);
    if (parcels.length > 0) log.info({ parcels: parcels.length }, 'parcels left');
  }),
);
