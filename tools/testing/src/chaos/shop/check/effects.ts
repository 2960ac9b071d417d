import type { Evidence } from './evidence.ts';

/** What the shop tells of its orders has its effects: heard once, mailed, and the parcel made ready. */
export function effectFaults({ shop, heard, mails }: Evidence): string[] {
  const times = new Map<string, number>();
  for (const { what, key } of heard) times.set(`${what} ${key}`, (times.get(`${what} ${key}`) ?? 0) + 1);
  const sent = new Set(mails.filter((mail) => mail.sent).map(({ order_id, kind }) => `${order_id} ${kind}`));
  const parcels = new Map(shop.parcels.map(({ order_id, status }) => [order_id, status]));
  const faults: string[] = [];
  for (const { id, status } of shop.orders) {
    const expected = { placed: status === 'placed' || status === 'cancelled', cancelled: status === 'cancelled' };
    for (const what of ['placed', 'cancelled'] as const) {
      const is = times.get(`${what} ${id}`) ?? 0;
      const must = expected[what] ? 1 : 0;
      if (is !== must) faults.push(`order ${id} is ${status}, and that it was ${what} took effect ${is} times`);
    }
    if (status !== 'placed' && status !== 'cancelled') continue;
    if (!sent.has(`${id} order-${status}`)) faults.push(`order ${id} is ${status}, and no mail says so`);
    if (status === 'placed' && parcels.get(id) === 'booked') faults.push(`order ${id}: its parcel was not made ready`);
  }
  // What an order that was undone wrote to its outbox is undone with it.
  const orders = new Set(shop.orders.map(({ id }) => id));
  for (const { what, key } of heard)
    if (what !== 'marked' && !orders.has(key))
      faults.push(`order ${key} is nowhere, and that it was ${what} was heard`);
  return faults;
}
