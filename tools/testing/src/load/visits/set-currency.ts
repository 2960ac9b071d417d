import { routes } from '../routes.ts';
import { currencyCodes } from './goods.ts';
import { formOf } from './visit.ts';
import type { Visit } from './visit.ts';

export const setCurrency: Visit = {
  name: 'set the currency',
  weight: 2,
  run: async (visitor) => {
    const page = await visitor.browser.open('/');
    const form = page && formOf(visitor, page, '/setCurrency', routes.setCurrency);
    if (!form) return;
    await visitor.think();
    await visitor.browser.submit(form, routes.setCurrency, { currency_code: visitor.random.pick(currencyCodes) });
  },
};
