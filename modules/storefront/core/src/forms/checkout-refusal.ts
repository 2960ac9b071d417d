import { isDeclared } from '@carveout/runtime';
import { orders } from '@shop/orders';
import { payments } from '@shop/payments';
import { moneyText } from '../money-text.ts';
import type { CheckoutField } from './checkout-form.ts';

/** Why the shop did not take an order, in words, with the field to look at. */
export interface CheckoutRefusal {
  /** 402 for the bank's no, 409 where things changed meanwhile, 422 for what was typed. */
  readonly status: 402 | 409 | 422;
  readonly text: string;
  readonly field?: CheckoutField;
}

export const CART_EMPTY: CheckoutRefusal = {
  status: 409,
  text: 'Your cart is empty, so there is nothing to order.',
};

/** The page was of another currency than the one that is chosen now, in another window. */
export function otherCurrency(shown: string, chosen: string): CheckoutRefusal {
  return {
    status: 409,
    text: `You saw prices in ${shown}, and have chosen ${chosen} since. This order was not sent. Look at the prices, and send it again.`,
  };
}

/** Undefined for what is no refusal but a failure. */
export function checkoutRefusal(error: unknown): CheckoutRefusal | undefined {
  if (isDeclared(error, payments.operations.tokenize)) return cardRefusal(error.code);
  if (!isDeclared(error, orders.operations.place)) return undefined;
  switch (error.code) {
    case 'CARD_DECLINED':
      return {
        status: 402,
        text: `The card was declined: ${error.data.reason}. Nothing was charged. Try another card.`,
        field: 'credit_card_number',
      };
    case 'CARD_EXPIRED':
    case 'CARD_INVALID':
      return cardRefusal(error.code);
    case 'OUT_OF_STOCK':
      return {
        status: 409,
        text:
          error.data.available === 0
            ? 'Something in your cart has just sold out. Nothing was charged.'
            : `Of something in your cart only ${error.data.available} are left. Nothing was charged.`,
      };
    case 'CART_EMPTY':
      return CART_EMPTY;
    case 'TOTAL_CHANGED':
      return {
        status: 409,
        text: `It comes to ${moneyText(error.data.total)} by now, and not to what you saw. Nothing was charged. Look at it, and send the order again.`,
      };
    case 'CART_CHANGED':
      return {
        status: 409,
        text: 'Your cart has changed meanwhile, perhaps by an order from another window. Nothing was charged.',
      };
    case 'UNKNOWN_PRODUCT':
      return { status: 409, text: 'Something in your cart has left the shop. Empty the cart and choose again.' };
    case 'UNKNOWN_CURRENCY':
      return { status: 422, text: 'We no longer deal in this currency. Choose another one above.' };
    case 'RESERVATION_EXPIRED':
      return { status: 409, text: 'It took so long that the goods went back to the shelves. Send the order again.' };
  }
}

function cardRefusal(code: 'CARD_INVALID' | 'CARD_UNSUPPORTED' | 'CARD_EXPIRED'): CheckoutRefusal {
  const nothing = 'Nothing was charged.';
  switch (code) {
    case 'CARD_EXPIRED':
      return {
        status: 422,
        text: `This card has expired. ${nothing} Use one that is still valid.`,
        field: 'credit_card_expiration_month',
      };
    case 'CARD_UNSUPPORTED':
      return { status: 422, text: `We take Visa and MasterCard only. ${nothing}`, field: 'credit_card_number' };
    case 'CARD_INVALID':
      return {
        status: 422,
        text: `This is not a valid card number. ${nothing} Check the digits.`,
        field: 'credit_card_number',
      };
  }
}
