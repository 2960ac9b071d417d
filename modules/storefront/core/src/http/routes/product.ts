import { randomUUID } from 'node:crypto';
import { ProductId } from '@shop/catalog';
import { html } from '../../html.ts';
import { ProductPage } from '../../pages/product-page.ts';
import { cartCount } from '../../shop/cart-count.ts';
import { priced } from '../../shop/prices.ts';
import { recommended } from '../../shop/recommended.ts';
import { beginVisit } from '../../shop/visit.ts';
import { unknownProduct } from '../../visitor-error.ts';
import { answerPage, frameOf } from '../answer-page.ts';
import type { AddRoutes } from '../shop-routes.ts';

export const addProduct: AddRoutes = (router, { tools, supported }) => {
  router.get('/product/:id', async (context) => {
    const id = ProductId.safeParse(context.params['id']);
    if (!id.success) throw unknownProduct();
    const visit = await beginVisit(context, tools, supported);
    const [product, suggested, count] = await Promise.all([
      visit.calls.catalog.byId({ id: id.data }),
      recommended(visit, [id.data]),
      cartCount(visit),
    ]);
    const [shown, ...suggestions] = await priced(visit, [product, ...suggested]);
    answerPage(
      context,
      frameOf(visit, product.name, { cartCount: count }),
      html`<${ProductPage} product=${shown} suggestions=${suggestions} addKey=${randomUUID()} />`,
    );
  });
};
