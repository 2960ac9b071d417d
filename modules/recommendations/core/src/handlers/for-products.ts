import { recommend } from '../domain/recommend.ts';
import { module } from '../module.ts';

export const forProducts = module.handle('forProducts', async ({ productIds, count }, { calls }) => {
  const { ids } = await calls.catalog.ids({});
  return { productIds: recommend(ids, productIds, count) };
});
