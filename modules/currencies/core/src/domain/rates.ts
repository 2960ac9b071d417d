/**
 * What one euro buys, rounded to what a shop needs, after the European Central Bank's reference list
 * (https://www.ecb.europa.eu/stats/eurofxref). Kept as decimal text, since a float would not be exact.
 */
const PER_EURO: Readonly<Record<string, string>> = {
  AUD: '1.77',
  BGN: '1.9558',
  BRL: '6.25',
  CAD: '1.62',
  CHF: '0.935',
  CNY: '8.25',
  CZK: '24.4',
  DKK: '7.465',
  EUR: '1',
  GBP: '0.87',
  HKD: '9.05',
  HUF: '388',
  IDR: '19200',
  ILS: '3.85',
  INR: '102.5',
  ISK: '143',
  JPY: '174',
  KRW: '1630',
  MXN: '21.6',
  MYR: '4.9',
  NOK: '11.7',
  NZD: '2.02',
  PHP: '67.5',
  PLN: '4.26',
  RON: '5.08',
  SEK: '11',
  SGD: '1.51',
  THB: '37.8',
  TRY: '48.6',
  USD: '1.165',
  ZAR: '20.3',
};

const DECIMALS = 6;

/** A rate in millionths per euro. */
function scaled(decimal: string): bigint {
  const [whole, fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(DECIMALS, '0'));
}

/** Millionths of each currency that one euro buys. */
export const rates: ReadonlyMap<string, bigint> = new Map(
  Object.entries(PER_EURO).map(([currency, rate]) => [currency, scaled(rate)]),
);
