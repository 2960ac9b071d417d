import type { Context } from 'koa';
import { HOME_CURRENCY, chosenCurrency } from '../http/currency-cookie.ts';
import type { ShopCalls, ShopTools } from '../module.ts';
import { notRecognised } from '../visitor-error.ts';
import type { SupportedCurrencies } from './supported-currencies.ts';

/** One visitor's request for a page, with what every page needs. */
export interface Visit {
  /** The visitor's id, derived from their session. */
  readonly customer: string;
  readonly calls: ShopCalls;
  readonly tools: ShopTools;
  /** The currency to show prices in: the chosen one, when the shop deals in it. */
  readonly currency: string;
  /** The currency to pay in: the chosen one, whatever is known of it. */
  readonly payIn: string;
  readonly currencies: readonly string[];
}

export async function beginVisit(
  context: Context,
  tools: ShopTools,
  supported: SupportedCurrencies,
  key?: string,
): Promise<Visit> {
  const calls = tools.calls(context, key === undefined ? {} : { key });
  const principal = tools.principal(context);
  if (!principal) throw notRecognised();
  const currencies = await supported.list(calls);
  const payIn = chosenCurrency(context) ?? HOME_CURRENCY;
  const currency = currencies.includes(payIn) ? payIn : HOME_CURRENCY;
  return { customer: principal.id, calls, tools, currency, payIn, currencies };
}
