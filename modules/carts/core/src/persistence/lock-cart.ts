import type { EntityManager } from '@mikro-orm/postgresql';
import { CartEntity } from './cart-entity.ts';

/**
 * The customer's cart, made when there is none, and locked: one statement does it all, so that two first additions at
 * once do not lose one.
 */
export function lockCart(em: EntityManager, customer: string): Promise<CartEntity> {
  return em.upsert(
    CartEntity,
    { customer, lines: [], touchedAt: new Date() },
    { onConflictFields: ['customer'], onConflictAction: 'merge', onConflictMergeFields: ['touchedAt'] },
  );
}
