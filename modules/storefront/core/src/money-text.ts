import { fromNanos, toDecimal } from '@shop/currencies';
import type { Money } from '@shop/currencies';

const formats = new Map<string, Intl.NumberFormat>();
const names = new Intl.DisplayNames('en', { type: 'currency' });

/** An amount for people to read: `$19.99`, `¥2,920`. Formatted from its decimals, never from a float. */
export function moneyText(money: Readonly<Money>): string {
  let format = formats.get(money.currency);
  if (!format) {
    format = new Intl.NumberFormat('en-US', { style: 'currency', currency: money.currency });
    formats.set(money.currency, format);
  }
  return format.format(toDecimal(money) as `${number}`);
}

/** `EUR – Euro`; the bare code where it has no name. */
export function currencyText(code: string): string {
  const name = names.of(code);
  return name === undefined || name === code ? code : `${code} – ${name}`;
}

/** The amount that `toDecimal` wrote; undefined for what it never writes. */
export function fromDecimal(currency: string, text: string): Money | undefined {
  const [, units, fraction] = /^(\d{1,15})\.(\d{2,9})$/.exec(text) ?? [];
  if (units === undefined || fraction === undefined) return undefined;
  return fromNanos(currency, BigInt(units + fraction.padEnd(9, '0')));
}
