import type { Checkout } from '../history.ts';
import type { Evidence } from './evidence.ts';

/** What the shop may answer to a checkout that has nothing wrong about it. */
const FAIR_REFUSALS = ['OUT_OF_STOCK', 'RESERVATION_EXPIRED'];

/**
 * Acknowledged: the order is there, and the customer has no other. Refused or not sent: there is none. Unknown: one or
 * none. Each customer of a run makes one checkout.
 */
export function checkoutFaults({ operations, shop, customers }: Evidence): string[] {
  const statuses = new Map(shop.orders.map(({ id, status }) => [id, status]));
  const effective = new Map<string, string[]>();
  const known = new Set(operations.flatMap((one) => (one.kind === 'checkout' ? [one.customer] : [])));
  const faults: string[] = [];
  for (const { order, customer } of customers) {
    const status = statuses.get(order);
    if (status === 'failed') continue;
    effective.set(customer, [...(effective.get(customer) ?? []), order]);
    if (!known.has(customer)) faults.push(`order ${order} is of a customer who never ordered`);
  }
  for (const one of operations)
    if (one.kind === 'checkout')
      for (const fault of faultsOf(one, effective.get(one.customer) ?? []))
        faults.push(`checkout ${one.key}: ${fault}`);
  return faults;
}

function faultsOf({ outcome, order, code, declined }: Checkout, orders: readonly string[]): string[] {
  const list = orders.join(', ');
  switch (outcome) {
    case 'acknowledged':
      if (declined) return ['acknowledged, though its card is declined'];
      if (order === undefined || !orders.includes(order)) return [`acknowledged as order ${order}, which is not there`];
      return orders.length === 1 ? [] : [`acknowledged, and made ${orders.length} orders: ${list}`];
    case 'unknown':
      return orders.length <= 1 ? [] : [`made ${orders.length} orders: ${list}`];
    case 'not-sent':
      return orders.length === 0 ? [] : [`was never carried out, and made order ${list}`];
    case 'refused': {
      const fair = declined ? [...FAIR_REFUSALS, 'CARD_DECLINED'] : FAIR_REFUSALS;
      return [
        ...(orders.length === 0 ? [] : [`refused with ${code}, and made order ${list}`]),
        ...(fair.includes(code ?? '') ? [] : [`refused with ${code} for no reason`]),
      ];
    }
  }
}
