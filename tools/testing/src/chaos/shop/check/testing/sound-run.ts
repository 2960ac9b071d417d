import type { OrderRow, ShopData } from '../../../../load/invariants/read-shop.ts';
import type { Cancellation, Checkout, MarkSet, Operation, Transfer } from '../../history.ts';
import type { CartRow, Evidence } from '../evidence.ts';

/** The evidence of a small sound run, and how to change it. */

export const total = { currency: 'EUR', units: 12, nanos: 0 };
const times = { begin: 0, end: 1, tries: 1 };
const level = { initial: 10, reserved: 0, restocked: 0 };

export const line = (quantity: number) => ({ productId: 'A', quantity });
export const taking = (quantity: number, warehouse = 'east') => ({ ...line(quantity), warehouse });

export const checkout = (id: number, more: Partial<Checkout> = {}): Checkout => ({
  kind: 'checkout',
  key: `k${id}`,
  customer: `c${id}`,
  product: 'A',
  quantity: 2,
  filled: 'acknowledged',
  declined: false,
  outcome: 'acknowledged',
  ...(more.outcome === undefined ? { order: `o${id}` } : {}),
  ...times,
  ...more,
});
export const cancellation = (more: Partial<Cancellation> = {}): Cancellation => ({
  ...{ kind: 'cancellation', key: 'kc', order: 'o2', outcome: 'acknowledged' },
  ...times,
  ...more,
});
export const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  ...{ kind: 'transfer', key: 'kt', product: 'A', from: 'east', quantity: 3, outcome: 'acknowledged' },
  ...times,
  ...more,
});
export const mark = (number: number, more: Partial<MarkSet> = {}): MarkSet => ({
  ...{ kind: 'mark', key: `km${number}`, of: 'a', outcome: 'acknowledged', number },
  ...times,
  ...more,
});
export const order = (id: string, status: OrderRow['status']): OrderRow => ({
  ...{ id, status, items: [line(2)], total },
  payment_id: `p-${id}`,
  tracking_id: `t-${id}`,
});

/** Order 1 stands, order 2 was cancelled; three pieces went from east to west, and two marks were set. */
export const shop: ShopData = {
  orders: [order('o1', 'placed'), order('o2', 'cancelled')],
  payments: [
    { order_id: 'o1', status: 'captured', payment_id: 'p-o1', amount: total },
    { order_id: 'o2', status: 'refunded', payment_id: 'p-o2', amount: total },
  ],
  parcels: [
    { order_id: 'o1', status: 'ready', tracking_id: 't-o1' },
    { order_id: 'o2', status: 'cancelled', tracking_id: 't-o2' },
  ],
  reservations: [
    { id: 'o1', status: 'committed', takings: [taking(2)] },
    { id: 'o2', status: 'released', takings: [taking(1), taking(1, 'west')] },
  ],
  stock: [
    { product_id: 'A', warehouse: 'east', on_hand: 5, shipped: 2, moved: -3, ...level },
    { product_id: 'A', warehouse: 'west', on_hand: 13, shipped: 0, moved: 3, ...level },
  ],
  backlogs: [{ schema: 'orders', outbox: 0, sagas: 0, deadLetters: 0 }],
};
/** Of a checkout's customer. */
export const cart = (id: number, ...quantities: readonly number[]): CartRow => ({
  customer: `c${id}`,
  lines: quantities.map(line),
});
export const whole: Evidence = {
  operations: [checkout(1), checkout(2), cancellation(), transfer(), mark(1), mark(2)],
  shop,
  customers: [
    { order: 'o1', customer: 'c1' },
    { order: 'o2', customer: 'c2' },
  ],
  carts: [cart(1), cart(2)],
  transfers: [{ key: 'kt', result: 'value' }],
  captures: [
    { charge: 'o1', amount: total, returned: false },
    { charge: 'o2', amount: total, returned: true },
  ],
  mails: [
    { order_id: 'o1', kind: 'order-placed', sent: true },
    { order_id: 'o2', kind: 'order-cancelled', sent: true },
  ],
  marks: [{ key: 'a', number: 2 }],
  markOutcomes: [
    { key: 'km1', of: 'a', number: 1 },
    { key: 'km2', of: 'a', number: 2 },
  ],
  heard: [
    { what: 'placed', key: 'o1', number: null },
    { what: 'placed', key: 'o2', number: null },
    { what: 'marked', key: 'a', number: 1 },
    { what: 'cancelled', key: 'o2', number: null },
    { what: 'marked', key: 'a', number: 2 },
  ],
  queues: [{ name: 'carveout.orders.calls', messages: 0 }],
};
/** The operations with those of the same keys replaced. */
export const operations = (...changed: readonly Operation[]): Partial<Evidence> => ({
  operations: whole.operations.map((one) => changed.find(({ key }) => key === one.key) ?? one),
});
/** A third checkout, and what is in its cart. */
export const withCheckout = (more: Partial<Checkout>): Partial<Evidence> => ({
  operations: [...whole.operations, checkout(3, more)],
});
export const withCart = (...quantities: readonly number[]): Partial<Evidence> => ({
  carts: [...whole.carts, cart(3, ...quantities)],
});
export const withShop = (change: Partial<ShopData>): Partial<Evidence> => ({ shop: { ...shop, ...change } });
