import { Invalid, keyReused } from '@carveout/runtime';
import type { Context } from 'koa';
import { checkoutRefusal } from '../../forms/checkout-refusal.ts';
import { readCheckout } from '../../forms/checkout-form.ts';
import type { CheckoutForm } from '../../forms/checkout-form.ts';
import { html } from '../../html.ts';
import { OrderPage } from '../../pages/order-page.ts';
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
    if (form.details === undefined) {
      context.status = 422;
      return showCart(context, visit, {
        notice:
          'Look at what is marked in the form: it is missing, or cannot be right. The card has to be typed again.',
        values: form.values,
        faults: form.faults,
      });
    }
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

async function placeOrder({ calls, customer, currency }: Visit, form: CheckoutForm) {
  const { email, address, card } = form.details!;
  // The same card gets the same token, so a checkout that is sent again is equal to the first, and joins it.
  const { token } = await calls.payments.tokenize({ card });
  return calls.orders.place({ customer, currency, email, address, card: token }, { step: 'checkout' });
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
  context.status = refusal.status;
  return showCart(context, visit, {
    notice: refusal.text,
    values: form.values,
    faults: refusal.field === undefined ? {} : { [refusal.field]: refusal.text },
  });
}
