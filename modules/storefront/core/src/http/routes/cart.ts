import { isDeclared } from '@carveout/runtime';
import { carts } from '@shop/carts';
import { readAddToCart } from '../../forms/add-to-cart-form.ts';
import { beginVisit } from '../../shop/visit.ts';
import { VisitorError, unknownProduct } from '../../visitor-error.ts';
import { showCart } from '../show-cart.ts';
import type { AddRoutes } from '../shop-routes.ts';

export const addCart: AddRoutes = (router, { tools, supported }) => {
  router.get('/cart', async (context) => {
    await showCart(context, await beginVisit(context, tools, supported));
  });

  router.post('/cart', async (context) => {
    const { key, ...wanted } = readAddToCart(context.request.body);
    const { calls, customer } = await beginVisit(context, tools, supported, key);
    try {
      // A page that was gone back to, and sent with another quantity, is no repeat.
      await calls.carts.add({ customer, ...wanted }, { step: `add-${wanted.quantity}-${wanted.productId}` });
    } catch (error) {
      throw refusalOf(error);
    }
    context.redirect('/cart');
  });

  router.post('/cart/empty', async (context) => {
    const { calls, customer } = await beginVisit(context, tools, supported);
    await calls.carts.empty({ customer });
    context.redirect('/');
  });
};

function refusalOf(error: unknown): unknown {
  if (!isDeclared(error, carts.operations.add)) return error;
  if (error.code === 'UNKNOWN_PRODUCT') return unknownProduct();
  const { of, limit } = error.data;
  return new VisitorError(
    422,
    'That is more than fits',
    of === 'quantity'
      ? `A cart takes at most ${limit} of one product. Nothing was added.`
      : `A cart takes at most ${limit} different products. Nothing was added.`,
    { href: '/cart', label: 'Look at your cart' },
  );
}
