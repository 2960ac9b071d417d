import { module } from '../module.ts';
import { StockEntity } from '../persistence/stock-entity.ts';

export const levels = module.handle('levels', async ({ productIds }, { em }) => {
  const stock = await em.find(StockEntity, productIds ? { productId: { $in: [...productIds] } } : {}, {
    orderBy: { productId: 'asc', warehouse: 'asc' },
    disableIdentityMap: true,
  });
  return { levels: stock.map((level) => level.snapshot()) };
});
