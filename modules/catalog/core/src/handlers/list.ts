import { module } from '../module.ts';
import { ProductEntity } from '../persistence/product-entity.ts';

export const list = module.handle('list', async (_input, { em }) => {
  const products = await em.find(ProductEntity, {}, { orderBy: { position: 'asc' }, disableIdentityMap: true });
  return { products: products.map((product) => product.snapshot()) };
});
