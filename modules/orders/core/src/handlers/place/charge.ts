import { isDeclared } from '@carveout/runtime';
import { payments } from '@shop/payments';
import { PATIENCE } from '../patience.ts';
import { given } from './place-state.ts';
import type { PlaceStep } from './place-state.ts';

/** Takes the money, once for this order; then forgets the card. */
export const charge: PlaceStep = {
  name: 'charge',
  giveUpAfter: PATIENCE,
  run: async ({ orderId, total, card }, { calls, fail }) => {
    try {
      const { paymentId, lastFour } = await calls.payments.charge({
        orderId,
        amount: given(total, 'a total'),
        card: given(card, 'a card'),
      });
      return { paymentId, lastFour, card: undefined };
    } catch (error) {
      if (!isDeclared(error, payments.operations.charge)) throw error;
      if (error.code === 'CARD_DECLINED') return fail(error.code, error.data);
      if (error.code === 'CARD_EXPIRED') return fail(error.code, error.data);
      if (error.code === 'CARD_INVALID') return fail(error.code, error.data);
      throw error;
    }
  },
  compensate: async ({ orderId }, { calls }) => {
    await calls.payments.refund({ orderId });
  },
};
