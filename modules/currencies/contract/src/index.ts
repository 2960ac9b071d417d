import { defineContract, query } from '@carveout/contract';
import { z } from 'zod';
import { CurrencyCode, Money } from './money.ts';

export { CurrencyCode, Money } from './money.ts';
export { add, compare, fromNanos, multiply, subtract, sum, toDecimal, toNanos, zero } from './arithmetic.ts';

/** What can be converted: at most 100 thousand million units either way, so that no rate carries it out of Money. */
export const ConvertibleMoney = Money.refine(({ units }) => Math.abs(units) <= 100_000_000_000, {
  path: ['units'],
  message: 'must be within ±100000000000',
});

const UnknownCurrency = z.object({ currency: CurrencyCode });

/** The currencies the shop deals in, and amounts in another one at the day's rates. */
export const currencies = defineContract('currencies', {
  supported: query({
    input: z.object({}),
    output: z.object({ currencies: z.array(CurrencyCode) }),
    http: 'GET /api/currencies',
    access: 'public',
    summary: 'The currencies that the shop deals in, in alphabetical order.',
  }),
  convert: query({
    input: z.object({ from: ConvertibleMoney, to: CurrencyCode }),
    output: Money,
    errors: { UNKNOWN_CURRENCY: UnknownCurrency },
    http: 'POST /api/currencies/convert',
    access: 'public',
    summary: 'An amount in another currency, rounded to what can be paid in it, halves to even.',
  }),
  /** One call for a whole page: each amount in `to`, as `convert` rounds it, in the order given. */
  convertAll: query({
    input: z.object({ amounts: z.array(ConvertibleMoney).max(1000), to: CurrencyCode }),
    output: z.object({ amounts: z.array(Money) }),
    errors: { UNKNOWN_CURRENCY: UnknownCurrency },
  }),
});

export default currencies;
