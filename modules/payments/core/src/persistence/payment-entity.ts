import { defineEntity } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { Money } from '@shop/currencies';
import { PAYMENT_STATUSES } from '../domain/payment-status.ts';

/** What became of an order's money. A `void` row has no money: it stands for an order that must not be charged. */
export const PaymentEntity = defineEntity({
  name: 'Payment',
  tableName: 'payments',
  properties: (p) => ({
    orderId: p.text().primary(),
    status: p.enum(PAYMENT_STATUSES),
    paymentId: p.text().strictNullable(),
    amount: p.json<Money>().strictNullable(),
    lastFour: p.text().strictNullable(),
    createdAt: p.datetime(),
    refundedAt: p.datetime().strictNullable(),
    /** When the provider is asked to give back what came in late, for a `void` row; null once it did. */
    settleAt: p.datetime().strictNullable(),
  }),
});
export type PaymentEntity = InferEntity<typeof PaymentEntity>;
