import type { Cancellation } from '../history.ts';
import type { Evidence } from './evidence.ts';

/** Acknowledged: the order is cancelled. Refused or not sent: it is placed. Unknown: either. Others stay placed. */
export function cancellationFaults({ operations, shop }: Evidence): string[] {
  const statuses = new Map(shop.orders.map(({ id, status }) => [id, status]));
  const cancellations = new Map(operations.flatMap((one) => (one.kind === 'cancellation' ? [[one.order, one]] : [])));
  const faults: string[] = [];
  for (const one of cancellations.values())
    for (const fault of faultsOf(one, statuses.get(one.order) ?? 'nowhere'))
      faults.push(`cancellation ${one.key} of order ${one.order}: ${fault}`);
  for (const [id, status] of statuses)
    if (status === 'cancelled' && !cancellations.has(id))
      faults.push(`order ${id} is cancelled, and nobody asked for it`);
  return faults;
}

function faultsOf({ outcome, code }: Cancellation, status: string): string[] {
  switch (outcome) {
    case 'acknowledged':
      return status === 'cancelled' ? [] : [`acknowledged, but the order is ${status}`];
    case 'unknown':
      return ['placed', 'cancelled'].includes(status) ? [] : [`the order is ${status}`];
    case 'not-sent':
      return status === 'placed' ? [] : [`was never carried out, but the order is ${status}`];
    case 'refused':
      return [
        ...(status === 'placed' ? [] : [`refused with ${code}, but the order is ${status}`]),
        ...(code === 'ALREADY_SHIPPED' ? [] : [`refused with ${code} for no reason`]),
      ];
  }
}
