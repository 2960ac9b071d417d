import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { m001Parcels } from './migrations/m001-parcels.ts';
import { ParcelEntity } from './parcel-entity.ts';

export const persistence = definePersistence<EntityManager>({ entities: [ParcelEntity], migrations: [m001Parcels] });
