import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ReservationStatus } from '@shop/inventory';
import { ReservationEntity } from './reservation-entity.ts';

// Everywhere a reservation is locked before the stock it holds.

/** The reservation, locked; null when there is none. */
export function lockReservation(em: EntityManager, id: string): Promise<ReservationEntity | null> {
  return em.findOne(ReservationEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/**
 * Makes an empty reservation when there is none of this id, otherwise locks the one there is. Whoever comes first
 * decides, also when a reservation and its release come at once.
 */
export async function makeOrLock(
  em: EntityManager,
  id: string,
  first: { readonly status: ReservationStatus; readonly expiresAt: Date },
): Promise<{ readonly isNew: boolean; readonly reservation: ReservationEntity }> {
  const { affectedRows } = await em
    .createQueryBuilder(ReservationEntity)
    .insert({ id, takings: [], ...first })
    .onConflict('id')
    .ignore()
    .execute();
  const reservation = await em.findOneOrFail(ReservationEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return { isNew: affectedRows === 1, reservation };
}

/** Held reservations whose time is up, locked, oldest first; those that someone is at just now are left out. */
export function lockOverdue(em: EntityManager, now: Date, limit: number): Promise<ReservationEntity[]> {
  return em.find(
    ReservationEntity,
    { status: 'held', expiresAt: { $lte: now } },
    { orderBy: { expiresAt: 'asc' }, limit, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
  );
}
