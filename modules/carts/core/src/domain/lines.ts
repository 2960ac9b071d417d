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

/** Whether all of `wanted` is in the cart. */
export function holds(lines: readonly ReadonlyLine[], wanted: readonly ReadonlyLine[]): boolean {
  const there = new Map(lines.map(({ productId, quantity }) => [productId, quantity]));
  return wanted.every(({ productId, quantity }) => quantity <= (there.get(productId) ?? 0));
}

/** What is left when `ordered` is taken out. */
export function without(lines: readonly ReadonlyLine[], ordered: readonly ReadonlyLine[]): Line[] {
  const taken = new Map(ordered.map(({ productId, quantity }) => [productId, quantity]));
  return lines
    .map(({ productId, quantity }) => ({ productId, quantity: quantity - (taken.get(productId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** The cart with what an order took from it. What would be more than a cart holds by now stays out. */
export function withPutBack(lines: readonly ReadonlyLine[], taken: readonly ReadonlyLine[], limits: Limits): Line[] {
  return taken.reduce<Line[]>(
    (all, { productId, quantity }) => {
      const room = limits.quantity - (all.find((line) => line.productId === productId)?.quantity ?? 0);
      if (room <= 0) return all;
      const added = addLine(all, { productId, quantity: Math.min(quantity, room) }, limits);
      return 'lines' in added ? added.lines : all;
    },
    lines.map((line) => ({ ...line })),
  );
}
