import { routes } from '../routes.ts';
import { putIntoCart } from './add-to-cart.ts';
import { formOf } from './visit.ts';
import type { Visit } from './visit.ts';

export const emptyCart: Visit = {
  name: 'empty the cart',
  weight: 1,
  run: async (visitor) => {
    // An empty cart offers nothing to empty.
    if (!(await putIntoCart(visitor))) return;
    const page = await visitor.browser.open('/cart');
    const form = page && formOf(visitor, page, '/cart/empty', routes.emptyCart);
    if (!form) return;
    await visitor.think();
    await visitor.browser.submit(form, routes.emptyCart, {});
  },
};
