import { expect, it } from 'vitest';
import { currencyText, moneyText } from './money-text.ts';

it.each([
  ['USD', 19, 990_000_000, '$19.99'],
  ['USD', 0, 5_000_000, '$0.01'],
  ['JPY', 2920, 400_000_000, '¥2,920'],
  ['EUR', -1, -500_000_000, '-€1.50'],
  // A float would have lost the cents of this one.
  ['USD', 9_007_199_254_740_991, 120_000_000, '$9,007,199,254,740,991.12'],
])('%s %i and %i billionths reads %s', (currency, units, nanos, text) => {
  expect(moneyText({ currency, units, nanos })).toBe(text);
});

it('names currencies', () => {
  expect(currencyText('EUR')).toBe('EUR – Euro');
  expect(currencyText('XQZ')).toBe('XQZ');
});
