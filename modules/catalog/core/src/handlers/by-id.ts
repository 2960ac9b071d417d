import { module } from '../module.ts';
import { ProductEntity } from '../persistence/product-entity.ts';

export const byId = module.handle('byId', async ({ id }, { em, fail }) => {
  const product = await em.findOne(ProductEntity, { id });
  if (!product) return fail('UNKNOWN_PRODUCT', { productId: id });
  return product.snapshot();
});
