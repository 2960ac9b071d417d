import { defineEntity } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { Money } from '@shop/currencies';
import type { OrderItem } from '@shop/orders';
import type { Address } from '@shop/shipping';
import { ORDER_STATUSES } from '../domain/order-status.ts';

export const OrderEntity = defineEntity({
  name: 'Order',
  tableName: 'orders',
  properties: (p) => ({
    /** The id of the saga that places it. */
    id: p.text().primary(),
    customer: p.text(),
    email: p.text(),
    address: p.json<Address>(),
    status: p.enum(ORDER_STATUSES),
    currency: p.text(),
    items: p.json<OrderItem[]>(),
    shippingCost: p.json<Money>(),
    total: p.json<Money>(),
    paymentId: p.text().strictNullable(),
    lastFour: p.text().strictNullable(),
    trackingId: p.text().strictNullable(),
    createdAt: p.datetime(),
    placedAt: p.datetime().strictNullable(),
    /** The id of the saga that takes it back. */
    cancellation: p.text().strictNullable(),
    cancelledAt: p.datetime().strictNullable(),
  }),
});
export type OrderEntity = InferEntity<typeof OrderEntity>;
