import type { Line } from '@shop/catalog';

type ReadonlyLine = Readonly<Line>;

/** How much a cart holds: of one product, and different ones. */
export interface Limits {
  readonly quantity: number;
  readonly lines: number;
}

export type Added = { readonly lines: Line[] } | { readonly tooMany: 'quantity' | 'lines'; readonly limit: number };

/** The cart with so many more of a product: added to its line, or as a new last line. Refused as a whole when it is too many. */
export function addLine(lines: readonly ReadonlyLine[], added: ReadonlyLine, limits: Limits): Added {
  const present = lines.find(({ productId }) => productId === added.productId);
  const quantity = (present?.quantity ?? 0) + added.quantity;
  if (quantity > limits.quantity) return { tooMany: 'quantity', limit: limits.quantity };
  if (present) return { lines: lines.map((line) => (line === present ? { ...line, quantity } : { ...line })) };
  if (lines.length >= limits.lines) return { tooMany: 'lines', limit: limits.lines };
  return { lines: [...lines.map((line) => ({ ...line })), { productId: added.productId, quantity }] };
}

/** What is left when `ordered` is taken out. What came into the cart after the order was placed stays. */
export function withoutOrdered(lines: readonly ReadonlyLine[], ordered: readonly ReadonlyLine[]): Line[] {
  const taken = new Map(ordered.map(({ productId, quantity }) => [productId, quantity]));
  return lines
    .map(({ productId, quantity }) => ({ productId, quantity: quantity - (taken.get(productId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}
