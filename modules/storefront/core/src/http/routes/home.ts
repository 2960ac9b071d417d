import { html } from '../../html.ts';
import { HomePage } from '../../pages/home-page.ts';
import { SHOP_NAME } from '../../pages/page-frame.ts';
import { cartCount } from '../../shop/cart-count.ts';
import { priced } from '../../shop/prices.ts';
import { beginVisit } from '../../shop/visit.ts';
import { answerPage, frameOf } from '../answer-page.ts';
import type { AddRoutes } from '../shop-routes.ts';

export const addHome: AddRoutes = (router, { tools, supported }) => {
  router.get('/', async (context) => {
    const visit = await beginVisit(context, tools, supported);
    const [products, count] = await Promise.all([
      visit.calls.catalog.list({}).then((answer) => priced(visit, answer.products)),
      cartCount(visit),
    ]);
    answerPage(context, frameOf(visit, SHOP_NAME, { cartCount: count }), html`<${HomePage} products=${products} />`);
  });
};
