import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order } from '@shop/orders';
import { shownAs } from '../domain/order-status.ts';
import { OrderEntity } from './order-entity.ts';

/** The order's row, locked until the transaction ends; null when there is none. */
export function lockOrder(em: EntityManager, id: string): Promise<OrderEntity | null> {
  return em.findOne(OrderEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** The order as the contract has it; undefined as long as it was not placed. */
export function snapshotOf(row: OrderEntity): Order | undefined {
  const { paymentId, lastFour, trackingId, placedAt } = row;
  const status = shownAs(row.status);
  if (status === undefined || paymentId === null || lastFour === null || trackingId === null || placedAt === null)
    return undefined;
  return {
    id: row.id,
    customer: row.customer,
    email: row.email,
    address: row.address,
    status,
    currency: row.currency,
    items: row.items,
    shippingCost: row.shippingCost,
    total: row.total,
    trackingId,
    payment: { paymentId, lastFour },
    placedAt: placedAt.toISOString(),
  };
}

/** @throws Error for an order that was not placed. */
export function snapshotOfPlaced(row: OrderEntity): Order {
  const order = snapshotOf(row);
  if (order === undefined) throw new Error(`order ${row.id} is ${row.status}; nobody was told of it yet`);
  return order;
}
