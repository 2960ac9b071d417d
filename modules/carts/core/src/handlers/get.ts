import { module } from '../module.ts';
import { CartEntity } from '../persistence/cart-entity.ts';

export const get = module.handle('get', async ({ customer }, { em }) => {
  const cart = await em.findOne(CartEntity, { customer });
  return cart?.snapshot() ?? { customer, items: [] };
});
