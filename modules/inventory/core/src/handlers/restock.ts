import { receive } from '../domain/level.ts';
import { module } from '../module.ts';
import { lockStock } from '../persistence/lock-stock.ts';

export const restock = module.handle('restock', ({ productId, warehouse, quantity }, { transaction, fail }) =>
  transaction(async ({ em }) => {
    const level = (await lockStock(em, [productId])).find((one) => one.warehouse === warehouse);
    if (!level) return fail('UNKNOWN_PRODUCT', { productId });
    receive(level, quantity);
    return level.snapshot();
  }),
);
