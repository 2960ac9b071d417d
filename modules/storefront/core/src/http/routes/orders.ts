import { isDeclared } from '@carveout/runtime';
import { OrderId, orders } from '@shop/orders';
import { html } from '../../html.ts';
import { OrderPage } from '../../pages/order-page.ts';
import { cartCount } from '../../shop/cart-count.ts';
import { beginVisit } from '../../shop/visit.ts';
import type { Visit } from '../../shop/visit.ts';
import { VisitorError } from '../../visitor-error.ts';
import { answerPage, frameOf } from '../answer-page.ts';
import { showOrders } from '../show-orders.ts';
import type { AddRoutes } from '../shop-routes.ts';

export const addOrders: AddRoutes = (router, { tools, supported }) => {
  router.get('/orders', async (context) => {
    await showOrders(context, await beginVisit(context, tools, supported));
  });

  router.get('/orders/:id', async (context) => {
    const visit = await beginVisit(context, tools, supported);
    const [order, count] = await Promise.all([ownOrder(visit, context.params['id']), cartCount(visit)]);
    answerPage(
      context,
      frameOf(visit, 'Your order', { cartCount: count, here: 'orders' }),
      html`<${OrderPage} order=${order} justPlaced=${false} />`,
    );
  });
};

/** Another visitor's order is as unknown as one that does not exist. */
async function ownOrder({ calls, customer }: Visit, given: string | undefined) {
  const unknown = new VisitorError(404, 'There is no such order', 'Orders are shown in the session that placed them.', {
    href: '/orders',
    label: 'Look at your orders',
  });
  const id = OrderId.safeParse(given);
  if (!id.success) throw unknown;
  const order = await calls.orders.byId({ id: id.data }).catch((error: unknown) => {
    throw isDeclared(error, orders.operations.byId) ? unknown : error;
  });
  if (order.customer !== customer) throw unknown;
  return order;
}
