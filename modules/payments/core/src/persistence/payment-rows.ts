import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Money } from '@shop/currencies';
import { PaymentEntity } from './payment-entity.ts';

type NewPayment = { readonly orderId: string } & (
  | { readonly status: 'captured'; readonly paymentId: string; readonly amount: Money; readonly lastFour: string }
  | { readonly status: 'void'; readonly settleAt: Date }
);

/**
 * The order's row, locked: the one that was there, or else a new one. Of two transactions at the same time, the second
 * waits and sees what the first saved.
 */
export async function openPayment(em: EntityManager, row: NewPayment): Promise<PaymentEntity> {
  const inserted = em.createQueryBuilder(PaymentEntity).insert({ ...row, createdAt: new Date() });
  await inserted.onConflict('orderId').ignore().execute();
  return em.findOneOrFail(PaymentEntity, { orderId: row.orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** What was taken from the card, also when it was given back since. */
export function takenBy({ orderId, paymentId, amount, lastFour }: PaymentEntity): {
  paymentId: string;
  amount: Money;
  lastFour: string;
} {
  if (paymentId === null || amount === null || lastFour === null)
    throw new Error(`nothing was taken for order ${orderId}`);
  return { paymentId, amount, lastFour };
}
