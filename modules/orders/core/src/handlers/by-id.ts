import { module } from '../module.ts';
import { OrderEntity } from '../persistence/order-entity.ts';
import { snapshotOf } from '../persistence/order-rows.ts';

export const byId = module.handle('byId', async ({ id }, { em, fail }) => {
  const row = await em.findOne(OrderEntity, { id });
  return (row && snapshotOf(row)) ?? fail('UNKNOWN_ORDER', {});
});
