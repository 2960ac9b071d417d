import { inOrder } from '../domain/in-order.ts';
import { module } from '../module.ts';
import { ProductEntity } from '../persistence/product-entity.ts';

export const byIds = module.handle('byIds', async ({ ids }, { em }) => {
  const found = await em.find(ProductEntity, { id: { $in: [...ids] } }, { disableIdentityMap: true });
  return { products: inOrder(ids, found).map((product) => product.snapshot()) };
});
