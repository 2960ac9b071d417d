import { expect, it } from 'vitest';
import { isChargeable, PAYMENT_STATUSES } from './payment-status.ts';

it('charges an order that stands open or was charged before, and none whose money went back', () => {
  expect([undefined, ...PAYMENT_STATUSES].filter(isChargeable)).toEqual([undefined, 'captured']);
});
