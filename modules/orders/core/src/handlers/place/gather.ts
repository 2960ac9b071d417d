import { isDeclared } from '@carveout/runtime';
import { currencies } from '@shop/currencies';
import { isSame, priceLines, totalOf, unknownProduct } from '../../domain/price-lines.ts';
import { PATIENCE } from '../patience.ts';
import type { PlaceStep } from './place-state.ts';

/** Reads what is ordered, at which prices. From here on the order has its own copy: the cart and prices may change. */
export const gather: PlaceStep = {
  name: 'gather',
  giveUpAfter: PATIENCE,
  run: async ({ customer, currency, address, expectedTotal }, { calls, fail }) => {
    const { items: lines } = await calls.carts.get({ customer });
    if (lines.length === 0) return fail('CART_EMPTY', {});
    const [{ products }, { cost }] = await Promise.all([
      calls.catalog.byIds({ ids: lines.map(({ productId }) => productId) }, { step: 'products' }),
      calls.shipping.quote({ items: lines, address }, { step: 'quote' }),
    ]);
    const known = new Map(products.map((product) => [product.id, product]));
    const productId = unknownProduct(lines, known);
    if (productId !== undefined) return fail('UNKNOWN_PRODUCT', { productId });

    const inDollars = [...lines.map((line) => known.get(line.productId)!.price), cost];
    const { amounts } = await calls.currencies
      .convertAll({ amounts: inDollars, to: currency })
      .catch((error: unknown) => {
        if (isDeclared(error, currencies.operations.convertAll)) return fail(error.code, error.data);
        throw error;
      });
    const shippingCost = amounts.at(-1)!;
    const items = priceLines(lines, known, amounts.slice(0, -1));
    const total = totalOf(currency, items, shippingCost);
    if (expectedTotal !== undefined && !isSame(total, expectedTotal)) return fail('TOTAL_CHANGED', { total });
    return { items, shippingCost, total };
  },
  /** Last of all: an order that could not be placed has no more use for the card. */
  compensate: () => ({ card: undefined }),
};
