import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { StockEntity } from './stock-entity.ts';

/** The stock of these products in all warehouses, locked in one fixed order, so that no two transactions wait for each other. */
export function lockStock(em: EntityManager, productIds: readonly string[]): Promise<StockEntity[]> {
  return em.find(
    StockEntity,
    { productId: { $in: [...productIds] } },
    { orderBy: { productId: 'asc', warehouse: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
}
