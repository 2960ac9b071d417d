import { form, json, OPERATOR_TOKEN } from './bad-input.ts';
import type { BadInput, World } from './bad-input.ts';
import type { Sent } from '../exchange.ts';

const invalid = { status: 400, code: 'CARV-302' };
const PRODUCT = 'OLJCESPC7Z';

const address = { street: '1 Main Street', city: 'Mountain View', state: 'CA', country: 'US', zipCode: '94043' };

/** My order, right but for what `change` says. */
export function myOrder({ me, card }: World, change: Readonly<Record<string, unknown>> = {}): Sent {
  const right = { customer: me, currency: 'EUR', email: 'me@example.com', address, card };
  return json('POST', '/api/orders', { ...right, ...change });
}

const toCart = (world: World, item: unknown): Sent => json('POST', `/api/carts/${world.me}/items`, item);

/** JSON that is well-formed, and wrong: unknown fields, wrong types, quantities, products and currencies. */
export const fields: readonly BadInput[] = [
  { what: 'an unknown field', sends: (world) => myOrder(world, { coupon: 'X' }), ...invalid, issues: ['coupon'] },
  {
    what: 'an unknown field in a nested object',
    sends: (world) => myOrder(world, { address: { ...address, planet: 'Mars' } }),
    ...invalid,
    issues: ['address.planet'],
  },
  {
    what: 'unknown fields beside missing ones',
    sends: (world) => toCart(world, { product: PRODUCT, quantity: 1 }),
    ...invalid,
    issues: ['productId', 'product'],
  },
  {
    what: 'an unknown field in the query',
    sends: () => ({ path: '/api/products?page=2' }),
    ...invalid,
    issues: ['page'],
  },
  {
    what: 'wrong types',
    sends: (world) => myOrder(world, { currency: 7, email: null, address: 'here' }),
    ...invalid,
    issues: ['currency', 'email', 'address'],
  },
  ...['a\u0000', '\ud800'].flatMap((text) =>
    (['street', 'city', 'state', 'country', 'zipCode'] as const).map((field) => ({
      what: `${JSON.stringify(text)} as the ${field} of an address`,
      sends: (world: World) => myOrder(world, { address: { ...address, [field]: text } }),
      ...invalid,
      issues: [`address.${field}`],
    })),
  ),
  {
    what: 'an id that is also in the path',
    sends: (world) => toCart(world, { customer: world.somebodyElse, productId: PRODUCT, quantity: 1 }),
    ...invalid,
    issues: ['customer'],
  },
  ...[0, -1, 1e9, 1.5, 1e308, 'two', '1', null, true, [1], {}, undefined].map((quantity) => ({
    what: `the quantity ${JSON.stringify(quantity)}`,
    sends: (world: World) => toCart(world, { productId: PRODUCT, quantity }),
    ...invalid,
    issues: ['quantity'],
  })),
  ...['0', '-1', '1e9', '1000000000', '1.5', 'abc', '', '1 2', '９', undefined].map((quantity) => ({
    what: `the quantity ${JSON.stringify(quantity)} in a form`,
    sends: () => form('/cart', { product_id: PRODUCT, ...(quantity === undefined ? {} : { quantity }) }),
    status: 422,
    page: /How many would you like\?/,
  })),
  {
    what: 'more of a product than a cart takes, little by little',
    sends: (world) => toCart(world, { productId: PRODUCT, quantity: 999 }),
    status: 409,
    code: 'TOO_MANY',
  },
  {
    what: 'an unknown product for the cart',
    sends: (world) => toCart(world, { productId: 'NOSUCHTHING', quantity: 1 }),
    status: 404,
    code: 'UNKNOWN_PRODUCT',
  },
  {
    what: 'an unknown product',
    sends: () => ({ path: '/api/products/NOSUCHTHING' }),
    status: 404,
    code: 'UNKNOWN_PRODUCT',
  },
  { what: 'a product id that is none', sends: () => ({ path: '/api/products/mug' }), ...invalid, issues: ['id'] },
  {
    what: 'the page of an unknown product',
    sends: () => ({ path: '/product/NOSUCHTHING' }),
    status: 404,
    page: /We do not have this product/,
  },
  {
    what: 'an unknown product in a form',
    sends: () => form('/cart', { product_id: 'NOSUCHTHING', quantity: '1' }),
    status: 404,
    page: /We do not have this product/,
  },
  {
    what: 'an unknown currency',
    sends: (world) => myOrder(world, { currency: 'XXX' }),
    status: 404,
    code: 'UNKNOWN_CURRENCY',
  },
  {
    what: 'a currency that is none',
    sends: (world) => myOrder(world, { currency: 'euros' }),
    ...invalid,
    issues: ['currency'],
  },
  {
    what: 'an unknown currency in a form',
    sends: () => form('/setCurrency', { currency_code: 'XXX' }),
    status: 422,
    page: /We do not deal in this currency/,
  },
  {
    what: 'money beyond all bounds',
    sends: () =>
      json('POST', '/api/currencies/convert', { from: { currency: 'EUR', units: 1e300, nanos: 0 }, to: 'USD' }),
    ...invalid,
    issues: ['from.units'],
  },
  {
    what: 'SQL in place of an id',
    sends: () => ({ path: `/api/orders/${encodeURIComponent("'; drop table orders.orders; --")}` }),
    ...invalid,
    issues: ['id'],
  },
  {
    what: 'a text to search for that is too long',
    sends: () => ({ path: `/api/search?text=${'x'.repeat(101)}` }),
    ...invalid,
    issues: ['text'],
  },
  {
    what: 'NUL in a text to search for',
    sends: () => ({ path: '/api/search?text=%00' }),
    ...invalid,
    issues: ['text'],
  },
  {
    what: 'NUL in an id in the path',
    sends: () => ({ path: '/api/notifications/%00', headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } }),
    ...invalid,
    issues: ['orderId'],
  },
];
