import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { m001Payments } from './migrations/m001-payments.ts';
import { PaymentEntity } from './payment-entity.ts';

export const persistence = definePersistence<EntityManager>({
  entities: [PaymentEntity],
  migrations: [m001Payments],
});
