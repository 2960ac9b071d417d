import { randomUUID } from 'node:crypto';
import { json } from './bad-input.ts';
import type { BadInput, World } from './bad-input.ts';
import { myOrder } from './fields.ts';
import type { Sent } from '../exchange.ts';

const denied = { status: 403, code: 'CARV-303' };
const line = { productId: 'OLJCESPC7Z', quantity: 1 };
const restock = { warehouse: 'east', quantity: 5 };

const asOperator: readonly [string, (world: World) => Sent][] = [
  ['bring goods in', () => json('POST', '/api/stock/OLJCESPC7Z/restock', restock)],
  ['move goods', () => json('POST', '/api/stock/OLJCESPC7Z/transfer', { from: 'east', to: 'west', quantity: 1 })],
  ['see the stock', () => ({ path: '/api/stock' })],
  [
    'change a price',
    () => json('PUT', '/api/products/OLJCESPC7Z/price', { price: { currency: 'USD', units: 1, nanos: 0 } }),
  ],
  ['see a payment', ({ theirOrder }) => ({ path: `/api/payments/${theirOrder}` })],
  ['see a parcel', ({ theirOrder }) => ({ path: `/api/shipments/${theirOrder}` })],
  ['send a parcel', ({ theirOrder }) => ({ method: 'POST', path: `/api/shipments/${theirOrder}/dispatch` })],
  ['see mails', ({ theirOrder }) => ({ path: `/api/notifications/${theirOrder}` })],
];

/** What belongs to others, and what only operators may do. */
export const access: readonly BadInput[] = [
  { what: "to see somebody's cart", sends: ({ somebodyElse }) => ({ path: `/api/carts/${somebodyElse}` }), ...denied },
  {
    what: "to put into somebody's cart",
    sends: ({ somebodyElse }) => json('POST', `/api/carts/${somebodyElse}/items`, line),
    ...denied,
  },
  {
    what: "to empty somebody's cart",
    sends: ({ somebodyElse }) => ({ method: 'DELETE', path: `/api/carts/${somebodyElse}` }),
    ...denied,
  },
  { what: 'to order for somebody', sends: (world) => myOrder(world, { customer: world.somebodyElse }), ...denied },
  { what: "to see somebody's order", sends: ({ theirOrder }) => ({ path: `/api/orders/${theirOrder}` }), ...denied },
  {
    what: "to list somebody's orders",
    sends: ({ somebodyElse }) => ({ path: `/api/orders?customer=${somebodyElse}` }),
    ...denied,
  },
  {
    what: "to cancel somebody's order in their name",
    sends: ({ theirOrder, somebodyElse }) =>
      json('POST', `/api/orders/${theirOrder}/cancel`, { customer: somebodyElse }),
    ...denied,
  },
  {
    what: "to cancel somebody's order in one's own name",
    sends: ({ theirOrder, me }) => json('POST', `/api/orders/${theirOrder}/cancel`, { customer: me }),
    status: 404,
    code: 'UNKNOWN_ORDER',
  },
  {
    what: "the page of somebody's order",
    sends: ({ theirOrder }) => ({ path: `/orders/${theirOrder}` }),
    status: 404,
    page: /There is no such order/,
  },
  ...asOperator.map(([what, sends]) => ({ what: `to ${what}`, sends, ...denied })),
  ...['Bearer not-the-token-at-all', 'Bearer ', 'Basic b3BlcmF0b3I6', 'Bearer undefined'].map((authorization) => ({
    what: `to see the stock with '${authorization}'`,
    sends: () => ({ path: '/api/stock', headers: { authorization } }),
    status: 401,
    code: 'CARV-303',
  })),
  ...[
    ['a name', 'operator'],
    ['a path', '../../etc/passwd'],
    ['an id', randomUUID()],
    ['a list of ids', `${randomUUID()},${randomUUID()}`],
    ['JSON', '{"id":"operator","roles":["operator"]}'],
    ['nothing', ''],
  ].map(([what, value]) => ({
    what: `to see a cart with ${what} for a session`,
    sends: ({ me }: World) => ({ path: `/api/carts/${me}`, headers: { cookie: `shop_session-id=${value}` } }),
    ...denied,
    // Whoever comes with no session gets a new one.
    headers: { 'set-cookie': /^shop_session-id=[\w-]{43};.*httponly/i },
  })),
  {
    what: 'to repeat a key with another input',
    sends: (world) => ({
      ...toOwnCart(world, 3),
      headers: { ...toOwnCart(world, 3).headers, 'idempotency-key': keyOf(world) },
    }),
    status: 422,
    code: 'CARV-307',
  },
  ...['x'.repeat(129), 'two words', '""', 'ü'].map((key) => ({
    what: `an Idempotency-Key of ${key.length} characters that is none`,
    sends: (world: World) => ({
      ...toOwnCart(world, 1),
      headers: { ...toOwnCart(world, 1).headers, 'idempotency-key': key },
    }),
    status: 400,
    code: 'CARV-302',
    issues: ['Idempotency-Key'],
  })),
];

/** The key under which `firstUnderKey` was sent. */
export const keyOf = ({ me }: World): string => `once-${me}`;

/** What is sent, and taken, before the cases. */
export function firstUnderKey(world: World): Sent {
  const sent = toOwnCart(world, 2);
  return { ...sent, headers: { ...sent.headers, 'idempotency-key': keyOf(world) } };
}

function toOwnCart({ me }: World, quantity: number): Sent {
  return json('POST', `/api/carts/${me}/items`, { ...line, quantity });
}
