import type { Transfer } from '../history.ts';
import type { Evidence } from './evidence.ts';

/**
 * A transfer's outcome is saved with its effect: acknowledged ones have one, those refused or not sent have none that
 * moved anything, and what has moved in all is exactly what those that have one say.
 */
export function transferFaults({ operations, shop, transfers }: Evidence): string[] {
  const saved = new Map(transfers.map(({ key, result }) => [key, result]));
  const moved = new Map<string, number>();
  const faults: string[] = [];
  for (const one of operations) {
    if (one.kind !== 'transfer') continue;
    const result = saved.get(one.key);
    saved.delete(one.key);
    for (const fault of faultsOf(one, result)) faults.push(`transfer ${one.key}: ${fault}`);
    if (result !== 'value') continue;
    const toEast = one.from === 'west' ? one.quantity : -one.quantity;
    moved.set(one.product, (moved.get(one.product) ?? 0) + toEast);
  }
  for (const key of saved.keys()) faults.push(`transfer ${key} was carried out, and nobody asked for it`);
  for (const { product_id, warehouse, moved: is } of shop.stock) {
    const toEast = moved.get(product_id) ?? 0;
    const must = warehouse === 'east' ? toEast : 0 - toEast;
    if (is !== must) faults.push(`${product_id} in ${warehouse}: ${is} moved in, but its transfers come to ${must}`);
  }
  return faults;
}

function faultsOf({ outcome, code }: Transfer, result: 'value' | 'declared' | undefined): string[] {
  switch (outcome) {
    case 'acknowledged':
      return result === 'value' ? [] : [`acknowledged, but ${result === undefined ? 'never carried out' : 'refused'}`];
    case 'unknown':
      return [];
    case 'not-sent':
      return result === undefined ? [] : ['was never sent, but carried out'];
    case 'refused':
      return [
        ...(result === 'value' ? [`refused with ${code}, but carried out`] : []),
        ...(code === 'OUT_OF_STOCK' ? [] : [`refused with ${code} for no reason`]),
      ];
  }
}
