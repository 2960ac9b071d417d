import type { ReservationRow, ShopData, StockRow } from './read-shop.ts';

/** What is wrong with the stock: something negative, lost, or that reservations do not account for. A line each. */
export function stockFaults({ stock, reservations }: Pick<ShopData, 'stock' | 'reservations'>): string[] {
  const held = takenBy(reservations, 'held');
  const committed = takenBy(reservations, 'committed');
  const moved = new Map<string, number>();
  const faults: string[] = [];
  for (const row of stock) {
    const where = `${row.product_id} in ${row.warehouse}`;
    moved.set(row.product_id, (moved.get(row.product_id) ?? 0) + row.moved);
    for (const fault of rowFaults(row)) faults.push(`${where}: ${fault}`);
    const key = `${row.product_id} ${row.warehouse}`;
    const reserved = held.get(key) ?? 0;
    const shipped = committed.get(key) ?? 0;
    if (row.reserved !== reserved) faults.push(`${where}: ${row.reserved} reserved, but ${reserved} are held`);
    if (row.shipped !== shipped) faults.push(`${where}: ${row.shipped} shipped, but ${shipped} are committed`);
  }
  for (const [product, sum] of moved) {
    if (sum !== 0) faults.push(`${product}: ${sum} more moved into warehouses than out of others`);
  }
  return faults;
}

function rowFaults(row: StockRow): string[] {
  const faults: string[] = [];
  for (const name of ['on_hand', 'reserved', 'shipped', 'restocked'] as const) {
    if (row[name] < 0) faults.push(`${name} is ${row[name]}`);
  }
  const is = row.on_hand + row.reserved + row.shipped;
  const must = row.initial + row.restocked + row.moved;
  if (is !== must) faults.push(`${is} on hand, reserved and shipped, where ${must} must be`);
  return faults;
}

function takenBy(reservations: readonly ReservationRow[], status: ReservationRow['status']): Map<string, number> {
  const taken = new Map<string, number>();
  for (const reservation of reservations) {
    if (reservation.status !== status) continue;
    for (const { productId, warehouse, quantity } of reservation.takings) {
      const key = `${productId} ${warehouse}`;
      taken.set(key, (taken.get(key) ?? 0) + quantity);
    }
  }
  return taken;
}
