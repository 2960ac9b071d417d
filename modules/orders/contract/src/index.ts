import { command, defineContract, event, query } from '@carveout/contract';
import { CustomerId } from '@shop/carts';
import { ProductId } from '@shop/catalog';
import { CurrencyCode, Money } from '@shop/currencies';
import { z } from 'zod';
import { Order, OrderId, PlaceOrder } from './order.ts';

export { Order, OrderId, OrderItem, PlaceOrder } from './order.ts';

const Nothing = z.object({});

/** An order came to be, or was taken back. */
export const OrderPlaced = Order;
export type OrderPlaced = z.output<typeof OrderPlaced>;
export const OrderCancelled = z.object({ order: Order, cancelledAt: z.iso.datetime() });
export type OrderCancelled = z.output<typeof OrderCancelled>;

/** What customers bought. */
export const orders = defineContract('orders', {
  /** A saga: reserve, charge, ship, confirm. Whatever the failure, nothing stays reserved, charged or shipped. */
  place: command({
    input: PlaceOrder,
    output: Order,
    errors: {
      CART_EMPTY: Nothing,
      /** What was in the cart is not there any more: another order took it, or it was emptied. */
      CART_CHANGED: Nothing,
      /** It comes to `total`, and not to what the customer was told. */
      TOTAL_CHANGED: z.object({ total: Money }),
      UNKNOWN_PRODUCT: z.object({ productId: ProductId }),
      UNKNOWN_CURRENCY: z.object({ currency: CurrencyCode }),
      OUT_OF_STOCK: z.object({ productId: ProductId, available: z.int().min(0) }),
      CARD_DECLINED: z.object({ reason: z.string() }),
      CARD_EXPIRED: z.object({ month: z.int(), year: z.int() }),
      CARD_INVALID: Nothing,
      /** It took so long that the goods went back to the shelves. Try again. */
      RESERVATION_EXPIRED: Nothing,
    },
    http: 'POST /api/orders',
    access: { byInput: ({ customer }) => customer },
    timeout: 9_000,
    summary: "Orders what is in the customer's cart. With an Idempotency-Key, a repeat makes no second order.",
  }),
  byId: query({
    input: z.object({ id: OrderId }),
    output: Order,
    errors: { UNKNOWN_ORDER: Nothing },
    http: 'GET /api/orders/:id',
    access: [{ byOutput: ({ customer }) => customer }, 'operator'],
    summary: 'One order.',
  }),
  mine: query({
    input: z.object({
      customer: CustomerId,
      /** At most so many, latest first. Default 20. */
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.object({ orders: z.array(Order) }),
    http: 'GET /api/orders',
    access: [{ byInput: ({ customer }) => customer }, 'operator'],
    summary: "A customer's orders, latest first.",
  }),
  /** Takes an order back as long as its parcel has not left. UNKNOWN_ORDER also when it is another customer's. */
  cancel: command({
    input: z.object({ id: OrderId, customer: CustomerId }),
    output: Order,
    errors: {
      UNKNOWN_ORDER: Nothing,
      ALREADY_SHIPPED: z.object({ at: z.iso.datetime() }),
      ALREADY_CANCELLED: Nothing,
    },
    http: 'POST /api/orders/:id/cancel',
    access: [{ byInput: ({ customer }) => customer }, 'operator'],
    summary: 'Cancels an order whose parcel has not left: the money and the goods go back.',
  }),
  placed: event({ version: 1, payload: OrderPlaced, key: ({ id }) => id }),
  cancelled: event({ version: 1, payload: OrderCancelled, key: ({ order }) => order.id }),
});

export default orders;
