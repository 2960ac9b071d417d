import type { Page } from '../page.ts';
import { routes } from '../routes.ts';
import { productIds } from './goods.ts';
import { formOf } from './visit.ts';
import type { Visit, Visitor } from './visit.ts';

/** Looks at a product and puts some of it into the cart; resolves with the page that follows. */
export async function putIntoCart(visitor: Visitor): Promise<Page | undefined> {
  const page = await visitor.browser.open(`/product/${visitor.random.pick(productIds)}`);
  const form = page && formOf(visitor, page, '/cart', routes.addToCart);
  if (!form) return undefined;
  await visitor.think();
  // The product's id comes with the form, as in a browser.
  return visitor.browser.submit(form, routes.addToCart, { quantity: String(visitor.random.between(1, 3)) });
}

export const addToCart: Visit = {
  name: 'add to the cart',
  weight: 3,
  run: async (visitor) => {
    await putIntoCart(visitor);
  },
};
