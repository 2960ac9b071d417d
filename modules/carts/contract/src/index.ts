import { command, defineContract, query } from '@carveout/contract';
import { Line, ProductId, Quantity } from '@shop/catalog';
import { z } from 'zod';

/** A visitor: the principal's id, derived from the secret of the session. */
export const CustomerId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');
export type CustomerId = z.output<typeof CustomerId>;

/** Which order takes something out. */
const OrderId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');

/** What a customer has gathered; every product once, in the order in which they were added. */
export const Cart = z.object({ customer: CustomerId, items: z.array(Line) });
export type Cart = z.output<typeof Cart>;

const owner = { byInput: ({ customer }: { readonly customer: string }) => customer };

/** What visitors mean to buy. An order takes out what it is of, and puts it back when it comes to nothing. */
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
  /**
   * Takes out what is ordered, once per order: so that nothing is ordered twice, from two windows or by a visitor who is
   * quick. CART_CHANGED: not all of it is there any more, or this order has put it back already.
   */
  take: command({
    input: z.object({ customer: CustomerId, orderId: OrderId, items: z.array(Line) }),
    output: Cart,
    errors: { CART_CHANGED: z.object({}) },
  }),
  /** Puts back what an order took, once. An order that took nothing cannot take it any more. */
  putBack: command({ input: z.object({ customer: CustomerId, orderId: OrderId }), output: Cart }),
});

export default carts;
