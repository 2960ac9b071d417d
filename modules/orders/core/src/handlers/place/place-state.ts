import { PlaceOrder, Order, OrderItem } from '@shop/orders';
import { Money } from '@shop/currencies';
import { z } from 'zod';
import type { module } from '../../module.ts';

/** What is kept of an order that is being placed. Of the card only the token, and that only until it was charged. */
export const PlaceState = z.object({
  orderId: z.string(),
  customer: z.string(),
  currency: z.string(),
  email: z.string(),
  address: PlaceOrder.shape.address,
  card: z.string().optional(),
  expectedTotal: Money.optional(),
  items: z.array(OrderItem),
  shippingCost: Money.optional(),
  total: Money.optional(),
  paymentId: z.string().optional(),
  lastFour: z.string().optional(),
  trackingId: z.string().optional(),
  order: Order.optional(),
});
export type PlaceState = z.output<typeof PlaceState>;

/** One step of the saga. Each undoes itself too, since a step whose outcome is unknown may have had its effect. */
export type PlaceStep = Parameters<typeof module.saga<'place', PlaceState>>[1]['steps'][number];

/** What an earlier step must have left. */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the saga has come here without ${what}`);
  return value;
}

/** Products and quantities, as neighbours take them. */
export function linesOf(state: {
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
}) {
  return state.items.map(({ productId, quantity }) => ({ productId, quantity }));
}
