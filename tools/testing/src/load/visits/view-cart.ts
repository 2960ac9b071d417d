import type { Visit } from './visit.ts';

export const viewCart: Visit = {
  name: 'view the cart',
  weight: 3,
  run: async ({ browser }) => {
    await browser.open('/cart');
  },
};
