import { isDeepStrictEqual } from 'node:util';
import type { Evidence } from './evidence.ts';

/** The bank keeps what placed orders come to, and nothing else. */
export function moneyFaults({ shop, captures }: Evidence): string[] {
  const orders = new Map(shop.orders.map((order) => [order.id, order]));
  const kept = new Map(captures.filter(({ returned }) => !returned).map(({ charge, amount }) => [charge, amount]));
  const faults: string[] = [];
  for (const [charge, amount] of kept) {
    const order = orders.get(charge);
    if (order?.status !== 'placed')
      faults.push(`the bank keeps money for order ${charge}, which is ${order?.status ?? 'nowhere'}`);
    else if (!isDeepStrictEqual(amount, order.total))
      faults.push(`the bank took another amount than order ${charge} comes to`);
  }
  for (const { id, status } of shop.orders)
    if (status === 'placed' && !kept.has(id)) faults.push(`order ${id} is placed, and the bank has no money for it`);
  return faults;
}
