/** So many of a product. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
}

/** Lines as text, such as `2 of A, 1 of B`: the same for the same lines, in whatever order they stand. */
export function describeLines(lines: readonly Line[]): string {
  const sorted = lines.toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
  return sorted.map(({ productId, quantity }) => `${quantity} of ${productId}`).join(', ') || 'nothing';
}

/** What takings from several warehouses come to: one line per product. */
export function inAll(takings: readonly Line[]): Line[] {
  const lines = new Map<string, number>();
  for (const { productId, quantity } of takings) lines.set(productId, (lines.get(productId) ?? 0) + quantity);
  return [...lines].map(([productId, quantity]) => ({ productId, quantity }));
}
