import type { Product } from '@shop/catalog';
import { multiply, sum } from '@shop/currencies';
import type { Money } from '@shop/currencies';
import { inVisitorsCurrency } from './prices.ts';
import { recommended } from './recommended.ts';
import type { Visit } from './visit.ts';

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
  /** Of all pieces, in the visitor's currency. */
  readonly cost: Money;
}

/** What a cart holds and costs; all amounts in the visitor's currency. */
export interface CartContents {
  readonly lines: readonly CartLine[];
  readonly subtotal: Money;
  readonly shipping: Money;
  readonly total: Money;
  /** What goes with it, priced. */
  readonly suggestions: readonly Product[];
}

export async function cartContents(visit: Visit): Promise<CartContents> {
  const { items } = await visit.calls.carts.get({ customer: visit.customer });
  const ids = items.map(({ productId }) => productId);
  const [{ products }, { cost: shippingCost }, suggestions] = await Promise.all([
    ids.length > 0 ? visit.calls.catalog.byIds({ ids }) : { products: [] },
    visit.calls.shipping.quote({ items }),
    recommended(visit, ids),
  ]);
  const known = new Map(products.map((product) => [product.id, product]));
  const kept = items.flatMap(({ productId, quantity }) => {
    const product = known.get(productId);
    return product ? [{ product, quantity }] : [];
  });
  const amounts = await inVisitorsCurrency(visit, [
    shippingCost,
    ...kept.map(({ product }) => product.price),
    ...suggestions.map(({ price }) => price),
  ]);
  const [shipping, ...prices] = amounts as [Money, ...Money[]];
  const lines = kept.map((line, index) => ({ ...line, cost: multiply(prices[index]!, line.quantity) }));
  const subtotal = sum(
    visit.currency,
    lines.map(({ cost }) => cost),
  );
  return {
    lines,
    subtotal,
    shipping,
    total: sum(visit.currency, [subtotal, shipping]),
    suggestions: suggestions.map((product, index) => ({ ...product, price: prices[kept.length + index]! })),
  };
}
