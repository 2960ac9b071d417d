import { toDecimal } from '@shop/currencies';
import type { Money } from '@shop/currencies';

export const MAIL_KINDS = ['order-placed', 'order-cancelled'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What a mail tells of an order. */
export interface OrderFacts {
  readonly id: string;
  readonly items: readonly { readonly name: string; readonly quantity: number }[];
  readonly shippingCost: Readonly<Money>;
  readonly total: Readonly<Money>;
  readonly trackingId: string;
  readonly payment: { readonly lastFour: string };
}

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

export function mailText(kind: MailKind, order: OrderFacts): MailText {
  return kind === 'order-placed' ? placedText(order) : cancelledText(order);
}

function placedText(order: OrderFacts): MailText {
  return {
    subject: `Your order ${order.id}`,
    text: [
      'Thank you for your order.',
      '',
      ...order.items.map(({ name, quantity }) => `${quantity} × ${name}`),
      '',
      `Shipping: ${amount(order.shippingCost)}`,
      `Total: ${amount(order.total)}, paid with the card ending in ${order.payment.lastFour}`,
      `Tracking: ${order.trackingId}`,
    ].join('\n'),
  };
}

function cancelledText(order: OrderFacts): MailText {
  return {
    subject: `Your order ${order.id} was cancelled`,
    text: [
      'Your order was cancelled, as you asked.',
      '',
      `${amount(order.total)} go back to the card ending in ${order.payment.lastFour}.`,
    ].join('\n'),
  };
}

/** As people pay in that currency: `€19.99`, `¥1,999`. Rounds the exact decimal, never a float. */
function amount(money: Readonly<Money>): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: money.currency });
  return format.format(toDecimal(money) as `${number}`);
}
