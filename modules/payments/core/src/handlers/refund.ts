import { module } from '../module.ts';
import { PaymentEntity } from '../persistence/payment-entity.ts';
import { openPayment, takenBy } from '../persistence/payment-rows.ts';
import { giveBack } from './give-back.ts';
import { SETTLE_AFTER } from './settle-void.ts';

/**
 * Also undoes charges of which nothing is known here: one whose answer was lost, and one that has yet to arrive. The
 * first is given back by the provider under the order's id, the second is refused because of the `void` row. What the
 * provider takes after all, the settling of `void` rows gives back.
 */
export const refund = module.handle('refund', async ({ orderId }, { em, ports, transaction }) => {
  const known = await em.findOne(PaymentEntity, { orderId });
  if (known !== null && known.status !== 'captured') return answer(known);
  await giveBack(ports.cards, orderId, known === null ? 'nothing-known' : takenBy(known).paymentId);

  return transaction(async ({ em: unit }) => {
    const settleAt = new Date(Date.now() + SETTLE_AFTER);
    const payment = await openPayment(unit, { orderId, status: 'void', settleAt });
    if (payment.status !== 'captured') return answer(payment);
    // The provider was asked before it had taken anything, so its answer says nothing of this payment.
    if (known === null)
      throw new Error(`order ${orderId} was charged while it was being refunded; a repeat refunds it`);
    payment.status = 'refunded';
    payment.refundedAt = new Date();
    return answer(payment);
  });
});

function answer(payment: PaymentEntity) {
  if (payment.status === 'void') return { refunded: null };
  const { paymentId, amount } = takenBy(payment);
  return { refunded: { paymentId, amount } };
}
