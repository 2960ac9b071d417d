import { isDeclared } from '@carveout/runtime';
import { catalog, MAX_LINES, MAX_QUANTITY } from '@shop/catalog';
import { addLine } from '../domain/lines.ts';
import { module } from '../module.ts';
import { lockCart } from '../persistence/lock-cart.ts';

const limits = { quantity: MAX_QUANTITY, lines: MAX_LINES };

export const add = module.handle('add', async ({ customer, productId, quantity }, { calls, transaction, fail }) => {
  await calls.catalog.byId({ id: productId }).catch((error: unknown) => {
    if (isDeclared(error, catalog.operations.byId)) return fail('UNKNOWN_PRODUCT', { productId });
    throw error;
  });
  return transaction(async ({ em }) => {
    const cart = await lockCart(em, customer);
    const added = addLine(cart.lines, { productId, quantity }, limits);
    if ('tooMany' in added) return fail('TOO_MANY', { of: added.tooMany, limit: added.limit });
    cart.lines = added.lines;
    return cart.snapshot();
  });
});
