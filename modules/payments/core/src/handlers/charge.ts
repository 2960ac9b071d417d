import { compare } from '@shop/currencies';
import type { Money } from '@shop/currencies';
import { isChargeable } from '../domain/payment-status.ts';
import { module } from '../module.ts';
import { openPayment, takenBy } from '../persistence/payment-rows.ts';
import { PaymentEntity } from '../persistence/payment-entity.ts';
import { giveBack } from './give-back.ts';

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
      await giveBack(ports.cards, orderId, 'earlier-try');
      return fail('ORDER_REFUNDED', {});
    }

    const asked = await ports.cards.authorise({ key: orderId, token: card, amount }, signal);
    if (asked.kind === 'declined') return fail('CARD_DECLINED', { reason: asked.reason });
    if (asked.kind === 'expired') return fail('CARD_EXPIRED', { month: asked.month, year: asked.year });
    if (asked.kind === 'unknown-token') return fail('CARD_INVALID', {});

    let paymentId: string | undefined;
    try {
      const taken = await ports.cards.capture({ key: orderId, authorisation: asked.authorisation }, signal);
      paymentId = taken.paymentId;
      const row = { orderId, status: 'captured', paymentId, amount, lastFour: asked.lastFour } as const;
      return await transaction(async ({ em: unit }) => {
        const payment = await openPayment(unit, row);
        return isChargeable(payment.status) ? answer(payment, amount) : fail('ORDER_REFUNDED', {});
      });
    } catch (error) {
      // A refund may have come first, and may have found nothing to give back then. What is taken later still, the
      // settling of `void` rows gives back.
      const now = await em.findOne(PaymentEntity, { orderId });
      if (!isChargeable(now?.status)) await giveBack(ports.cards, orderId, paymentId ?? 'unknown-capture');
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
