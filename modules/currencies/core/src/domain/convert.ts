import { fromNanos, toNanos, type Money } from '@shop/currencies';
import { divideHalfEven } from './divide.ts';
import { rates } from './rates.ts';

/** The first of these currencies that has no rate; undefined when all have one. */
export function unknownCurrency(currencies: Iterable<string>): string | undefined {
  for (const currency of currencies) if (!rates.has(currency)) return currency;
  return undefined;
}

/**
 * The amount in another currency: exact to a billionth of a unit, halves to even. Both currencies must have a rate.
 * In its own currency an amount stays what it is.
 */
export function convertMoney(from: Readonly<Money>, to: string): Money {
  const nanos = toNanos(from);
  if (from.currency === to) return fromNanos(to, nanos);
  return fromNanos(to, divideHalfEven(nanos * rateOf(to), rateOf(from.currency)));
}

function rateOf(currency: string): bigint {
  const rate = rates.get(currency);
  if (rate === undefined) throw new RangeError(`no rate for ${currency}`);
  return rate;
}
