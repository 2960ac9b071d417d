import { module } from '../module.ts';
import { OrderEntity } from '../persistence/order-entity.ts';
import { snapshotOfPlaced } from '../persistence/order-rows.ts';

export const mine = module.handle('mine', async ({ customer, limit }, { em }) => {
  const rows = await em.find(
    OrderEntity,
    { customer, placedAt: { $ne: null } },
    { orderBy: { placedAt: 'desc', id: 'desc' }, limit },
  );
  return { orders: rows.map(snapshotOfPlaced) };
});
