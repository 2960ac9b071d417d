import type { Line } from '@shop/catalog';
import type { Warehouse } from '@shop/inventory';
import type { Level } from './level.ts';

/** So many of a product from one warehouse. */
export interface Taking {
  readonly productId: string;
  readonly warehouse: Warehouse;
  readonly quantity: number;
}

export type Plan =
  | { readonly takings: readonly Taking[] }
  | { readonly unknown: string }
  | { readonly short: string; readonly available: number };

type ReadonlyLine = Readonly<Line>;

/** Warehouses are emptied in this order. */
const ORDER: readonly Warehouse[] = ['east', 'west'];

/** Where the items would come from; or the first that the shop does not have, or not so many of. Changes nothing. */
export function plan(levels: readonly Readonly<Level>[], items: readonly ReadonlyLine[]): Plan {
  const takings: Taking[] = [];
  for (const { productId, quantity } of items) {
    const places = levels
      .filter((level) => level.productId === productId)
      .sort((a, b) => ORDER.indexOf(a.warehouse) - ORDER.indexOf(b.warehouse));
    if (places.length === 0) return { unknown: productId };
    const available = places.reduce((sum, { onHand }) => sum + onHand, 0);
    if (available < quantity) return { short: productId, available };
    let missing = quantity;
    for (const { warehouse, onHand } of places) {
      const taken = Math.min(onHand, missing);
      if (taken > 0) takings.push({ productId, warehouse, quantity: taken });
      missing -= taken;
    }
  }
  return { takings };
}

/** Does one of the rules of a level to each of the takings. */
export function each(
  levels: readonly Level[],
  takings: readonly Taking[],
  rule: (level: Level, quantity: number) => void,
): void {
  for (const { productId, warehouse, quantity } of takings) {
    const level = levels.find((one) => one.productId === productId && one.warehouse === warehouse);
    if (!level) throw new RangeError(`${productId} has no stock in ${warehouse}`);
    rule(level, quantity);
  }
}

/** What was asked for, from where it was taken: one line per product. */
export function linesOf(takings: readonly Taking[]): Line[] {
  const lines = new Map<string, number>();
  for (const { productId, quantity } of takings) lines.set(productId, (lines.get(productId) ?? 0) + quantity);
  return [...lines].map(([productId, quantity]) => ({ productId, quantity }));
}

/** The products that takings are of, each once. */
export function productsOf(takings: readonly { readonly productId: string }[]): string[] {
  return [...new Set(takings.map(({ productId }) => productId))];
}
