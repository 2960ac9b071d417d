import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { m001Orders } from './migrations/m001-orders.ts';
import { OrderEntity } from './order-entity.ts';

export const persistence = definePersistence<EntityManager>({ entities: [OrderEntity], migrations: [m001Orders] });
