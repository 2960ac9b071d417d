import { move } from '../domain/level.ts';
import { module } from '../module.ts';
import { lockStock } from '../persistence/lock-stock.ts';

export const transfer = module.handle('transfer', ({ productId, from, to, quantity }, { transaction, fail }) =>
  transaction(async ({ em }) => {
    const levels = await lockStock(em, [productId]);
    const source = levels.find(({ warehouse }) => warehouse === from);
    const target = levels.find(({ warehouse }) => warehouse === to);
    if (!source || !target) return fail('UNKNOWN_PRODUCT', { productId });
    if (source.onHand < quantity) return fail('OUT_OF_STOCK', { productId, available: source.onHand });
    move(source, target, quantity);
    return { from: source.snapshot(), to: target.snapshot() };
  }),
);
