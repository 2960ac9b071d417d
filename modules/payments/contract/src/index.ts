import { command, defineContract, query } from '@carveout/contract';
import { Money } from '@shop/currencies';
import { z } from 'zod';
import { Card, CardToken, LastFour } from './card.ts';

export { Card, CardToken, LastFour } from './card.ts';

/** The order that is paid for. */
const OrderId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');

/** Money that was taken from a card, and whether it was given back. At most one per order. */
export const Payment = z.object({
  paymentId: z.string(),
  orderId: OrderId,
  amount: Money,
  lastFour: LastFour,
  status: z.enum(['captured', 'refunded']),
});
export type Payment = z.output<typeof Payment>;

const Nothing = z.object({});
/** The provider's reason, fit to be shown: `insufficient funds`. */
const Declined = z.object({ reason: z.string() });

/** Money from cards and back. Card numbers come in through `tokenize` alone, and are kept nowhere. */
export const payments = defineContract('payments', {
  /**
   * Checks a card and has the provider keep it. A query, since it changes nothing here: nothing of it is saved, not
   * even under an idempotency key. Orders take the token. The same card gets the same token, so that a checkout that is
   * sent again equals the first.
   */
  tokenize: query({
    input: z.object({ card: Card }),
    output: z.object({ token: CardToken, lastFour: LastFour }),
    errors: {
      /** The number has a wrong check digit. */
      CARD_INVALID: Nothing,
      /** A brand other than Visa or MasterCard. */
      CARD_UNSUPPORTED: Nothing,
      CARD_EXPIRED: z.object({ month: z.int(), year: z.int() }),
    },
    http: 'POST /api/cards',
    access: 'public',
    summary: 'Exchanges a card for a token, which is what an order takes.',
  }),
  /**
   * Takes the money, once per order: a repeat for the same order answers the first payment. ORDER_REFUNDED: a `refund`
   * of this order came first, so nothing was taken.
   */
  charge: command({
    input: z.object({ orderId: OrderId, amount: Money, card: CardToken }),
    output: z.object({ paymentId: z.string(), amount: Money, lastFour: LastFour }),
    errors: {
      CARD_DECLINED: Declined,
      CARD_EXPIRED: z.object({ month: z.int(), year: z.int() }),
      /** The provider does not know the token. */
      CARD_INVALID: Nothing,
      ORDER_REFUNDED: Nothing,
    },
    timeout: 8_000,
  }),
  /**
   * Gives the money back. Never fails for want of a payment: with nothing charged it answers null, and marks the order,
   * so that a late `charge` is refused. A repeat answers the same.
   */
  refund: command({
    input: z.object({ orderId: OrderId }),
    output: z.object({ refunded: z.object({ paymentId: z.string(), amount: Money }).nullable() }),
    timeout: 8_000,
  }),
  byOrder: query({
    input: z.object({ orderId: OrderId }),
    output: z.object({ payment: Payment.nullable() }),
    http: 'GET /api/payments/:orderId',
    access: 'operator',
    summary: 'The payment of an order; null when nothing was charged.',
  }),
});

export default payments;
