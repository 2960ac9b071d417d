import type { Product } from '@shop/catalog';
import type { Order } from '@shop/orders';

export const mug: Product = {
  id: '6E92ZMYYFZ',
  name: 'Mug & <spoon>',
  description: 'A generous "handle".',
  picture: 'mug',
  price: { currency: 'USD', units: 8, nanos: 990_000_000 },
  categories: ['kitchen'],
};

export const watch: Product = {
  id: '1YMWWN1N4O',
  name: 'Watch',
  description: 'Never late.',
  picture: 'unheard-of',
  price: { currency: 'USD', units: 109, nanos: 990_000_000 },
  categories: ['accessories'],
};

export const products = [mug, watch];

export function orderOf(customer: string, id = 'order-1'): Order {
  return {
    id,
    customer,
    email: 'ada@example.com',
    address: { street: '1 Analytical Way', city: 'London', state: '', country: 'England', zipCode: 'N1' },
    status: 'placed',
    currency: 'USD',
    items: [{ productId: mug.id, name: mug.name, quantity: 2, price: mug.price }],
    shippingCost: { currency: 'USD', units: 8, nanos: 990_000_000 },
    total: { currency: 'USD', units: 26, nanos: 970_000_000 },
    trackingId: 'TRACK-1',
    payment: { paymentId: 'pay-1', lastFour: '0454' },
    placedAt: '2030-01-02T03:04:05.000Z',
  };
}
