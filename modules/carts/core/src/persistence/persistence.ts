import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CartEntity } from './cart-entity.ts';
import { m001Carts } from './migrations/m001-carts.ts';

export const persistence = definePersistence<EntityManager>({ entities: [CartEntity], migrations: [m001Carts] });
