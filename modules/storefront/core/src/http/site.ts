import type { Site } from '@carveout/runtime';
import type { StorefrontConfig } from '../config.ts';
import { html } from '../html.ts';
import { MessagePage } from '../pages/message-page.ts';
import type { neighbours } from '../module.ts';
import { SupportedCurrencies } from '../shop/supported-currencies.ts';
import { answerPage } from './answer-page.ts';
import { HOME_CURRENCY, chosenCurrency } from './currency-cookie.ts';
import { failureText } from './failure-text.ts';
import { addAssets } from './routes/assets.ts';
import { addCart } from './routes/cart.ts';
import { addCheckout } from './routes/checkout.ts';
import { addHome } from './routes/home.ts';
import { addLogout } from './routes/logout.ts';
import { addOrders } from './routes/orders.ts';
import { addProduct } from './routes/product.ts';
import { addSession } from './routes/session.ts';
import { addSetCurrency } from './routes/set-currency.ts';
import { SESSION_COOKIE, identify } from './session.ts';
import type { AddRoutes } from './shop-routes.ts';

const ROUTES: readonly AddRoutes[] = [
  addHome,
  addProduct,
  addSetCurrency,
  addCart,
  addCheckout,
  addOrders,
  addLogout,
  addSession,
  addAssets,
];

/** The shop's pages. The currencies are remembered per site, in memory. */
export function createSite(): Site<typeof neighbours> {
  const supported = new SupportedCurrencies();
  return {
    sessionCookie: SESSION_COOKIE,
    identify: (context, config) => identify(context, config as StorefrontConfig),
    routes: (router, tools) => {
      for (const add of ROUTES) add(router, { tools, supported });
    },
    onError: (context, failure) => {
      const { status, ...text } = failureText(failure);
      context.status = status;
      const frame = {
        title: text.heading,
        currency: chosenCurrency(context) ?? HOME_CURRENCY,
        currencies: supported.known,
      };
      answerPage(context, frame, html`<${MessagePage} ...${text} />`);
    },
  };
}
