import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { m001Products } from './migrations/m001-products.ts';
import { m002FirstProducts } from './migrations/m002-first-products.ts';
import { m003WholeCents } from './migrations/m003-whole-cents.ts';
import { ProductEntity } from './product-entity.ts';

export const persistence = definePersistence<EntityManager>({
  entities: [ProductEntity],
  migrations: [m001Products, m002FirstProducts, m003WholeCents],
});
