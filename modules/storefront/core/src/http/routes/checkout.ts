import { Invalid, keyReused } from '@carveout/runtime';
import type { Context } from 'koa';
import { CART_EMPTY, checkoutRefusal, otherCurrency } from '../../forms/checkout-refusal.ts';
import { readCheckout } from '../../forms/checkout-form.ts';
import type { CheckoutFaults, CheckoutForm } from '../../forms/checkout-form.ts';
import { html } from '../../html.ts';
import { OrderPage } from '../../pages/order-page.ts';
import { fromDecimal } from '../../money-text.ts';
import { beginVisit } from '../../shop/visit.ts';
import type { Visit } from '../../shop/visit.ts';
import { answerPage, frameOf } from '../answer-page.ts';
import { showCart } from '../show-cart.ts';
import { showOrders } from '../show-orders.ts';
import type { AddRoutes } from '../shop-routes.ts';

/** The order is placed under the form's key: sent twice, by a double click or a reload, it makes one order. */
export const addCheckout: AddRoutes = (router, parts) => {
  router.post('/cart/checkout', async (context) => {
    const form = readCheckout(context.request.body);
    const visit = await beginVisit(context, parts.tools, parts.supported, form.key);
    const mistake = mistakeIn(form, visit);
    if (mistake) return refuse(context, visit, form, (await isCartEmpty(visit)) ? CART_EMPTY : mistake);
    try {
      const order = await placeOrder(visit, form);
      answerPage(
        context,
        frameOf(visit, 'Thank you', { cartCount: 0, here: 'orders' }),
        html`<${OrderPage} order=${order} justPlaced />`,
      );
    } catch (error) {
      await showRefusal(context, visit, form, error);
    }
  });
};

interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly faults?: CheckoutFaults;
}

/** What can be told without asking anyone. */
function mistakeIn({ details, faults, shownCurrency }: CheckoutForm, { payIn }: Visit): Refusal | undefined {
  if (details === undefined)
    return {
      status: 422,
      text: 'Look at what is marked in the form: it is missing, or cannot be right. The card has to be typed again.',
      faults,
    };
  return shownCurrency === undefined || shownCurrency === payIn ? undefined : otherCurrency(shownCurrency, payIn);
}

async function isCartEmpty({ calls, customer }: Visit): Promise<boolean> {
  return (await calls.carts.get({ customer })).items.length === 0;
}

async function placeOrder({ calls, customer, payIn }: Visit, form: CheckoutForm) {
  const { email, address, card } = form.details!;
  // The same card gets the same token, so a checkout that is sent again is equal to the first, and joins it.
  const { token } = await calls.payments.tokenize({ card });
  const expectedTotal = form.shownTotal === undefined ? undefined : fromDecimal(payIn, form.shownTotal);
  const order = { customer, currency: payIn, email, address, card: token, expectedTotal };
  return calls.orders.place(order, { step: 'checkout' });
}

async function showRefusal(context: Context, visit: Visit, form: CheckoutForm, error: unknown): Promise<void> {
  if (error instanceof Invalid && error.code === keyReused.code) {
    context.status = 409;
    return showOrders(
      context,
      visit,
      'It was not sent again. If the first time went through, its order is here; otherwise go on from your cart.',
    );
  }
  const refusal = checkoutRefusal(error);
  if (!refusal) throw error;
  const { field, text, status } = refusal;
  return refuse(context, visit, form, { status, text, faults: field === undefined ? {} : { [field]: text } });
}

function refuse(context: Context, visit: Visit, { values }: CheckoutForm, refusal: Refusal): Promise<void> {
  context.status = refusal.status;
  return showCart(context, visit, { notice: refusal.text, values, faults: refusal.faults ?? {} });
}
