import { compare, multiply, sum } from '@shop/currencies';
import type { Money } from '@shop/currencies';

export interface CartLine {
  readonly productId: string;
  readonly quantity: number;
}

export interface PricedLine extends CartLine {
  readonly name: string;
  /** Of one piece. */
  readonly price: Money;
}

/** The first product that the catalog does not know, if any. */
export function unknownProduct(lines: readonly CartLine[], products: ReadonlyMap<string, unknown>): string | undefined {
  return lines.find(({ productId }) => !products.has(productId))?.productId;
}

/**
 * Lines with names, and prices in the customer's currency.
 *
 * @param prices what one piece of each line costs, in the lines' order.
 */
export function priceLines(
  lines: readonly CartLine[],
  products: ReadonlyMap<string, { readonly name: string }>,
  prices: readonly Money[],
): PricedLine[] {
  return lines.map(({ productId, quantity }, index) => {
    const [product, price] = [products.get(productId), prices[index]];
    if (product === undefined || price === undefined) throw new Error(`no name or price for product ${productId}`);
    return { productId, name: product.name, quantity, price };
  });
}

/** All pieces and the shipping; exact. */
export function totalOf(
  currency: string,
  lines: readonly { readonly quantity: number; readonly price: Readonly<Money> }[],
  shippingCost: Readonly<Money>,
): Money {
  return sum(currency, [...lines.map(({ price, quantity }) => multiply(price, quantity)), shippingCost]);
}

/** Whether two amounts are the same, in the same currency. */
export function isSame(a: Readonly<Money>, b: Readonly<Money>): boolean {
  return a.currency === b.currency && compare(a, b) === 0;
}
