import { Money } from '@shop/currencies';
import { z } from 'zod';

export const ProductId = z.string().regex(/^[A-Z0-9]{1,20}$/, 'must be 1 to 20 capital letters and digits');
export type ProductId = z.output<typeof ProductId>;

const NANOS_PER_CENT = 10_000_000;

/** Prices are in US dollars and whole cents, 0 to 1000000; pages convert them. */
export const Price = Money.refine(({ currency }) => currency === 'USD', {
  path: ['currency'],
  message: 'must be USD: prices are kept in it',
})
  .refine(
    ({ units, nanos }) => units >= 0 && nanos >= 0 && (units < 1_000_000 || (units === 1_000_000 && nanos === 0)),
    {
      path: ['units'],
      message: 'must be within 0 and 1000000',
    },
  )
  .refine(({ nanos }) => nanos % NANOS_PER_CENT === 0, {
    path: ['nanos'],
    message: 'must be whole cents: a page shows no less',
  });
export type Price = z.output<typeof Price>;

export const Product = z.object({
  id: ProductId,
  name: z.string(),
  description: z.string(),
  /** Names the picture; the storefront has the file. */
  picture: z.string(),
  price: Price,
  categories: z.array(z.string()),
});
export type Product = z.output<typeof Product>;

/** How many of one product a customer may have at once. */
export const MAX_QUANTITY = 999;
export const Quantity = z.int().min(1).max(MAX_QUANTITY);
export type Quantity = z.output<typeof Quantity>;

/** So many of one product: a line of a cart, a reservation, an order, a parcel. */
export const Line = z.object({ productId: ProductId, quantity: Quantity });
export type Line = z.output<typeof Line>;

/** How many lines a cart or an order may have. */
export const MAX_LINES = 100;

/** One to a hundred lines, each for another product. */
export const Lines = z
  .array(Line)
  .min(1)
  .max(MAX_LINES)
  .refine((lines) => new Set(lines.map(({ productId }) => productId)).size === lines.length, {
    message: 'must name each product once',
  });
export type Lines = z.output<typeof Lines>;
