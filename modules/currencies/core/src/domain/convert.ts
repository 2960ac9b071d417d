import { fromNanos, toNanos, type Money } from '@shop/currencies';
import { divideHalfEven } from './divide.ts';
import { minorUnit } from './minor-unit.ts';
import { rates } from './rates.ts';

/** The first of these currencies that has no rate; undefined when all have one. */
export function unknownCurrency(currencies: Iterable<string>): string | undefined {
  for (const currency of currencies) if (!rates.has(currency)) return currency;
  return undefined;
}

/**
 * The amount in another currency, rounded once to what can be paid in it (a cent, a yen), halves to even: so that
 * prices add up to totals as printed, and cards are charged what was shown. Both currencies must have a rate. In its own
 * currency an amount stays what it is.
 */
export function convertMoney(from: Readonly<Money>, to: string): Money {
  const nanos = toNanos(from);
  if (from.currency === to) return fromNanos(to, nanos);
  const minor = minorUnit(to);
  return fromNanos(to, divideHalfEven(nanos * rateOf(to), rateOf(from.currency) * minor) * minor);
}

function rateOf(currency: string): bigint {
  const rate = rates.get(currency);
  if (rate === undefined) throw new RangeError(`no rate for ${currency}`);
  return rate;
}
