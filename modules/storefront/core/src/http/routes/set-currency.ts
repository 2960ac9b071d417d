import { VisitorError } from '../../visitor-error.ts';
import { textFields } from '../../forms/fields.ts';
import { beginVisit } from '../../shop/visit.ts';
import { chooseCurrency } from '../currency-cookie.ts';
import { pageToReturnTo } from '../return-to.ts';
import type { AddRoutes } from '../shop-routes.ts';

export const addSetCurrency: AddRoutes = (router, { tools, supported }) => {
  router.post('/setCurrency', async (context) => {
    const { currency_code: code } = textFields(context.request.body, ['currency_code']);
    const { currencies } = await beginVisit(context, tools, supported);
    if (!currencies.includes(code)) {
      throw new VisitorError(
        422,
        'We do not deal in this currency',
        `Choose one of ${currencies.join(', ')}. Prices are shown as before.`,
      );
    }
    chooseCurrency(context, code);
    context.redirect(pageToReturnTo(context));
  });
};
