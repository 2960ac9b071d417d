import { command, defineContract, query } from '@carveout/contract';
import { Line, ProductId, Quantity } from '@shop/catalog';
import { z } from 'zod';

/** A visitor: the principal's id, derived from the secret of the session. */
export const CustomerId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');
export type CustomerId = z.output<typeof CustomerId>;

/** What a customer has gathered; every product once, in the order in which they were added. */
export const Cart = z.object({ customer: CustomerId, items: z.array(Line) });
export type Cart = z.output<typeof Cart>;

const owner = { byInput: ({ customer }: { readonly customer: string }) => customer };

/** What visitors mean to buy. Emptied of what they ordered when an order was placed. */
export const carts = defineContract('carts', {
  get: query({
    input: z.object({ customer: CustomerId }),
    output: Cart,
    http: 'GET /api/carts/:customer',
    access: owner,
    summary: "The customer's cart; an empty one when nothing was added yet.",
  }),
  add: command({
    input: z.object({ customer: CustomerId, productId: ProductId, quantity: Quantity }),
    output: Cart,
    errors: {
      UNKNOWN_PRODUCT: z.object({ productId: ProductId }),
      /** More than `limit` of one product, or more than `limit` lines. Nothing was added. */
      TOO_MANY: z.object({ of: z.enum(['quantity', 'lines']), limit: z.int() }),
    },
    http: 'POST /api/carts/:customer/items',
    access: owner,
    summary: 'Adds so many of a product to those already in the cart.',
  }),
  empty: command({
    input: z.object({ customer: CustomerId }),
    output: Cart,
    http: 'DELETE /api/carts/:customer',
    access: owner,
    summary: 'Takes everything out of the cart.',
  }),
});

export default carts;
