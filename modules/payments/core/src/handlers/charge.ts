import { compare } from '@shop/currencies';
import type { Money } from '@shop/currencies';
import { isChargeable } from '../domain/payment-status.ts';
import { module } from '../module.ts';
import { openPayment, takenBy } from '../persistence/payment-rows.ts';
import { PaymentEntity } from '../persistence/payment-entity.ts';

/**
 * The provider first, then the transaction: nothing outside is asked while rows are locked. A crash in between is
 * mended by the caller's repeat, since the provider answers a repeat under the order's id with the first payment.
 */
export const charge = module.handle(
  'charge',
  async ({ orderId, amount, card }, { em, ports, transaction, fail, signal }) => {
    const known = await em.findOne(PaymentEntity, { orderId });
    if (known?.status === 'captured') return answer(known, amount);
    if (!isChargeable(known?.status)) {
      // An earlier try may have taken the money and crashed before it could see that it was too late.
      await ports.cards.refund({ key: orderId }, signal);
      return fail('ORDER_REFUNDED', {});
    }

    const asked = await ports.cards.authorise({ key: orderId, token: card, amount }, signal);
    if (asked.kind === 'declined') return fail('CARD_DECLINED', { reason: asked.reason });
    if (asked.kind === 'expired') return fail('CARD_EXPIRED', { month: asked.month, year: asked.year });
    if (asked.kind === 'unknown-token') return fail('CARD_INVALID', {});
    const { paymentId } = await ports.cards.capture({ key: orderId, authorisation: asked.authorisation }, signal);

    let overtaken = false;
    try {
      return await transaction(async ({ em: unit }) => {
        const payment = await openPayment(unit, {
          orderId,
          status: 'captured',
          paymentId,
          amount,
          lastFour: asked.lastFour,
        });
        overtaken = !isChargeable(payment.status);
        return overtaken ? fail('ORDER_REFUNDED', {}) : answer(payment, amount);
      });
    } catch (error) {
      if (overtaken) await ports.cards.refund({ key: orderId }, signal);
      throw error;
    }
  },
);

function answer(payment: PaymentEntity, asked: Readonly<Money>) {
  const taken = takenBy(payment);
  if (taken.amount.currency !== asked.currency || compare(taken.amount, asked) !== 0)
    throw new Error(`order ${payment.orderId} was charged another amount before; an order is charged once`);
  return taken;
}
