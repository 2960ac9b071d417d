import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { m001Stock } from './migrations/m001-stock.ts';
import { m002FirstStock } from './migrations/m002-first-stock.ts';
import { ReservationEntity } from './reservation-entity.ts';
import { StockEntity } from './stock-entity.ts';

export const persistence = definePersistence<EntityManager>({
  entities: [StockEntity, ReservationEntity],
  migrations: [m001Stock, m002FirstStock],
});
