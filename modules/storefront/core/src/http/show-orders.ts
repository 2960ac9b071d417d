import type { Context } from 'koa';
import { html } from '../html.ts';
import { OrdersPage } from '../pages/orders-page.ts';
import { cartCount } from '../shop/cart-count.ts';
import type { Visit } from '../shop/visit.ts';
import { answerPage, frameOf } from './answer-page.ts';

/** Answers the visitor's latest orders. */
export async function showOrders(context: Context, visit: Visit, notice?: string): Promise<void> {
  const [{ orders }, count] = await Promise.all([
    visit.calls.orders.mine({ customer: visit.customer }),
    cartCount(visit),
  ]);
  answerPage(
    context,
    frameOf(visit, 'Your orders', { cartCount: count, here: 'orders' }),
    html`<${OrdersPage} orders=${orders} notice=${notice} />`,
  );
}
