import { module } from '../module.ts';
import { ProductEntity } from '../persistence/product-entity.ts';

export const ids = module.handle('ids', async (_input, { em }) => {
  const products = await em.find(
    ProductEntity,
    {},
    { fields: ['id'], orderBy: { position: 'asc' }, disableIdentityMap: true },
  );
  return { ids: products.map(({ id }) => id) };
});
