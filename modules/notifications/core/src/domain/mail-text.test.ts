import { expect, it } from 'vitest';
import { mailText } from './mail-text.ts';

const ORDER = {
  id: 'order-1',
  items: [
    { name: 'Sunglasses', quantity: 2 },
    { name: 'Mug', quantity: 1 },
  ],
  shippingCost: { currency: 'EUR', units: 8, nanos: 500_000_000 },
  total: { currency: 'EUR', units: 54, nanos: 469_999_999 },
  trackingId: 'TR-1',
  payment: { lastFour: '0454' },
};

it('tells what was ordered, for how much, and how to follow the parcel', () => {
  expect(mailText('order-placed', ORDER)).toEqual({
    subject: 'Your order order-1',
    text: `Thank you for your order.

2 × Sunglasses
1 × Mug

Shipping: €8.50
Total: €54.47, paid with the card ending in 0454
Tracking: TR-1`,
  });
});

it('tells what goes back, and to which card', () => {
  const { subject, text } = mailText('order-cancelled', ORDER);
  expect(subject).toBe('Your order order-1 was cancelled');
  expect(text).toContain('€54.47 go back to the card ending in 0454.');
});

it('counts in what the currency is paid in', () => {
  const total = { currency: 'JPY', units: 12_345_678, nanos: 500_000_001 };
  expect(mailText('order-cancelled', { ...ORDER, total }).text).toContain('¥12,345,679 go back');
});
