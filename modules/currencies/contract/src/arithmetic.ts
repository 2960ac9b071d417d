import type { Money } from './money.ts';

// Exact: amounts are counted in billionths of a unit as BigInt. There is no float anywhere.

const NANOS_PER_UNIT = 1_000_000_000n;

type ReadonlyMoney = Readonly<Money>;

/** No money at all. */
export function zero(currency: string): Money {
  return { currency, units: 0, nanos: 0 };
}

/** The amount in billionths of a unit. */
export function toNanos(money: ReadonlyMoney): bigint {
  return BigInt(money.units) * NANOS_PER_UNIT + BigInt(money.nanos);
}

/**
 * The amount of so many billionths of a unit.
 *
 * @throws RangeError when its units are beyond ±(2^53 − 1), which Money cannot hold.
 */
export function fromNanos(currency: string, nanos: bigint): Money {
  const units = Number(nanos / NANOS_PER_UNIT);
  if (!Number.isSafeInteger(units))
    throw new RangeError(`${nanos} billionths of ${currency} are more than Money can hold`);
  return { currency, units, nanos: Number(nanos % NANOS_PER_UNIT) };
}

/** @throws RangeError when the currencies differ: convert first. */
export function add(a: ReadonlyMoney, b: ReadonlyMoney): Money {
  return fromNanos(sameCurrency(a, b), toNanos(a) + toNanos(b));
}

/** @throws RangeError when the currencies differ: convert first. */
export function subtract(a: ReadonlyMoney, b: ReadonlyMoney): Money {
  return fromNanos(sameCurrency(a, b), toNanos(a) - toNanos(b));
}

/** `count` times the amount; `count` is a whole number. */
export function multiply(money: ReadonlyMoney, count: number): Money {
  return fromNanos(money.currency, toNanos(money) * BigInt(count));
}

/** The sum of amounts that are all in `currency`; zero of none. */
export function sum(currency: string, amounts: readonly ReadonlyMoney[]): Money {
  return amounts.reduce<Money>(add, zero(currency));
}

/** Negative when `a` is less than `b`, 0 when equal, positive when more. */
export function compare(a: ReadonlyMoney, b: ReadonlyMoney): number {
  sameCurrency(a, b);
  const difference = toNanos(a) - toNanos(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The amount in plain decimal notation with two to nine digits after the point: `'19.99'`, `'-0.50'`. Exact. */
export function toDecimal(money: ReadonlyMoney): string {
  const nanos = toNanos(money);
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = String(size % NANOS_PER_UNIT)
    .padStart(9, '0')
    .replace(/0{1,7}$/, '');
  return `${nanos < 0n ? '-' : ''}${size / NANOS_PER_UNIT}.${fraction}`;
}

function sameCurrency(a: ReadonlyMoney, b: ReadonlyMoney): string {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} do not add up: convert first`);
  return a.currency;
}
