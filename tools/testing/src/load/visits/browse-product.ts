import { productIds } from './goods.ts';
import type { Visit } from './visit.ts';

export const browseProduct: Visit = {
  name: 'browse a product',
  weight: 10,
  run: async ({ browser, random }) => {
    await browser.open(`/product/${random.pick(productIds)}`);
  },
};
