import { createHash } from 'node:crypto';
import { LockMode, type RequiredEntityData } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { trackingIdFrom } from '../domain/tracking-id.ts';
import { ParcelEntity } from './parcel-entity.ts';

type First = Pick<RequiredEntityData<ParcelEntity>, 'status' | 'address' | 'lines'>;

/** The order's parcel, locked; null when there is none. */
export function lockParcel(em: EntityManager, orderId: string): Promise<ParcelEntity | null> {
  return em.findOne(ParcelEntity, { orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/**
 * Saves `first` as the order's parcel when it has none, otherwise locks the one it has. Whoever comes first decides,
 * also when a booking and its cancellation come at once.
 */
export async function bookOrLock(
  em: EntityManager,
  orderId: string,
  first: First,
): Promise<{ readonly isNew: boolean; readonly parcel: ParcelEntity }> {
  const { affectedRows } = await em
    .createQueryBuilder(ParcelEntity)
    .insert({
      orderId,
      trackingId: trackingIdFrom(createHash('sha256').update(`parcel of ${orderId}`).digest()),
      bookedAt: new Date(),
      readyAt: null,
      leftAt: null,
      ...first,
    })
    .onConflict('orderId')
    .ignore()
    .execute();
  const parcel = await em.findOneOrFail(ParcelEntity, { orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return { isNew: affectedRows === 1, parcel };
}
