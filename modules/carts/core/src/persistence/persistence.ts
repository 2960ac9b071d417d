import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CartEntity } from './cart-entity.ts';
import { m001Carts } from './migrations/m001-carts.ts';
import { TakingEntity } from './taking-entity.ts';

export const persistence = definePersistence<EntityManager>({
  entities: [CartEntity, TakingEntity],
  migrations: [m001Carts],
});
