import { describeLines } from '../../../load/invariants/lines.ts';
import type { Line } from '../../../load/invariants/lines.ts';
import type { OrderRow } from '../../../load/invariants/read-shop.ts';
import type { Checkout } from '../history.ts';
import type { Evidence } from './evidence.ts';

/**
 * An order is of the one line that its customer put into the cart. It takes the line out, and a cancellation does not put
 * it back; without an order that stands, the line is in the cart as far as the customer was told that it is. That can be
 * told since each customer of a run fills one cart, once, and makes one checkout.
 */
export function goodsFaults({ operations, shop, customers, carts }: Evidence): string[] {
  const orders = new Map(shop.orders.map((order) => [order.id, order]));
  const ordersOf = new Map<string, OrderRow[]>();
  for (const { order, customer } of customers) {
    const row = orders.get(order);
    if (row !== undefined) ordersOf.set(customer, [...(ordersOf.get(customer) ?? []), row]);
  }
  const cartOf = new Map(carts.map(({ customer, lines }) => [customer, lines]));
  const faults: string[] = [];
  for (const one of operations) {
    if (one.kind !== 'checkout') continue;
    const { key, customer } = one;
    for (const fault of faultsOf(one, ordersOf.get(customer) ?? [], cartOf.get(customer) ?? []))
      faults.push(`checkout ${key}: ${fault}`);
    cartOf.delete(customer);
  }
  for (const [customer, lines] of cartOf)
    if (lines.length > 0) faults.push(`the cart of ${customer}, who put nothing into it, has ${describeLines(lines)}`);
  return faults;
}

function faultsOf(checkout: Checkout, orders: readonly OrderRow[], cart: readonly Line[]): string[] {
  const line = describeLines([{ productId: checkout.product, quantity: checkout.quantity }]);
  const standing = orders.filter(({ status }) => status !== 'failed' && status !== 'pending');
  const faults = standing.flatMap(({ id, items }) => {
    const is = describeLines(items);
    return is === line ? [] : [`order ${id} is of ${is}, where ${line} was to be ordered`];
  });
  // It may have taken its line out, or not yet: that it is there at all is told elsewhere.
  if (orders.some(({ status }) => status === 'pending')) return faults;
  const may = standing.length > 0 ? ['nothing'] : withoutOrder(checkout, line);
  const has = describeLines(cart);
  if (may.includes(has)) return faults;
  const after = standing.length > 0 ? `order ${standing[0]!.id}` : `a fill that was ${checkout.filled}, and no order`;
  return [...faults, `after ${after}, the cart has ${has} instead of ${may.join(' or ')}`];
}

/** What the cart may have where nothing was taken out, or all was put back. */
function withoutOrder({ filled }: Checkout, line: string): string[] {
  if (filled === 'acknowledged') return [line];
  return filled === 'unknown' ? ['nothing', line] : ['nothing'];
}
