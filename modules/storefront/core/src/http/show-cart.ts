import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { html } from '../html.ts';
import type { CheckoutFaults, CheckoutValues } from '../forms/checkout-form.ts';
import { CartPage } from '../pages/cart-page.ts';
import { cartContents } from '../shop/cart-contents.ts';
import type { Visit } from '../shop/visit.ts';
import { answerPage, frameOf } from './answer-page.ts';

export interface CartAnswer {
  readonly notice?: string | undefined;
  readonly values?: CheckoutValues;
  readonly faults?: CheckoutFaults;
}

/** Answers the cart with its checkout form, each time under a fresh key. */
export async function showCart(context: Context, visit: Visit, answer: CartAnswer = {}): Promise<void> {
  const cart = await cartContents(visit);
  const count = cart.lines.reduce((pieces, { quantity }) => pieces + quantity, 0);
  const checkout = {
    checkoutKey: randomUUID(),
    total: cart.total,
    values: answer.values ?? {},
    faults: answer.faults ?? {},
    thisYear: new Date().getUTCFullYear(),
  };
  answerPage(
    context,
    frameOf(visit, 'Your cart', { cartCount: count, here: 'cart' }),
    html`<${CartPage} cart=${cart} checkout=${checkout} notice=${answer.notice} />`,
  );
}
