import { z } from 'zod';

/** A currency by its ISO 4217 code. Whether the shop deals in it, `currencies.supported` tells. */
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR');
export type CurrencyCode = z.output<typeof CurrencyCode>;

/**
 * An exact amount: `units` whole units plus `nanos` billionths of one, both of the same sign.
 * 19.99 USD is `{ currency: 'USD', units: 19, nanos: 990000000 }`, and −0.50 EUR has units 0 and nanos −500000000.
 */
export const Money = z
  .object({
    currency: CurrencyCode,
    units: z.int(),
    nanos: z.int().min(-999_999_999).max(999_999_999),
  })
  .refine(({ units, nanos }) => units === 0 || nanos === 0 || units > 0 === nanos > 0, {
    path: ['nanos'],
    message: 'must have the sign of units',
  });
export type Money = z.output<typeof Money>;
