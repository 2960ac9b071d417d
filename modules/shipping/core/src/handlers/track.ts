import { module } from '../module.ts';
import { ParcelEntity } from '../persistence/parcel-entity.ts';

export const track = module.handle('track', async ({ orderId }, { em }) => {
  const parcel = await em.findOne(ParcelEntity, { orderId, status: { $ne: 'cancelled' } });
  return { parcel: parcel?.snapshot() ?? null };
});
