import { CurrencyCode } from '@shop/currencies';
import type { Context } from 'koa';
import { COOKIE_OPTIONS } from './session.ts';

const CURRENCY_COOKIE = 'shop_currency';
const A_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** In which prices are kept, and shown until the visitor chooses. */
export const HOME_CURRENCY = 'USD';

/** The currency that the visitor chose, if any. */
export function chosenCurrency(context: Context): string | undefined {
  const parsed = CurrencyCode.safeParse(context.cookies.get(CURRENCY_COOKIE));
  return parsed.success ? parsed.data : undefined;
}

export function chooseCurrency(context: Context, code: string): void {
  context.cookies.set(CURRENCY_COOKIE, code, { ...COOKIE_OPTIONS, maxAge: A_YEAR_MS });
}
