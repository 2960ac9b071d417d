import { CustomerId } from '@shop/carts';
import { ProductId, Quantity } from '@shop/catalog';
import { CurrencyCode, Money } from '@shop/currencies';
import { CardToken, LastFour } from '@shop/payments';
import { Address, TrackingId } from '@shop/shipping';
import { z } from 'zod';

/** Made by the shop; also names the order's reservation, payment and parcel. */
export const OrderId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');
export type OrderId = z.output<typeof OrderId>;

/** What a checkout needs besides the cart, which is read when it begins. */
export const PlaceOrder = z.object({
  customer: CustomerId,
  /** In which the customer pays. */
  currency: CurrencyCode,
  email: z.email().max(254),
  address: Address,
  /** From `payments.tokenize`. */
  card: CardToken,
  /** What the customer was told that it comes to: an order that comes to anything else is refused. */
  expectedTotal: Money.optional(),
});
export type PlaceOrder = z.output<typeof PlaceOrder>;

/** `price` is of one piece, in the order's currency, as it was when the order was placed. */
export const OrderItem = z.object({ productId: ProductId, name: z.string(), quantity: Quantity, price: Money });
export type OrderItem = z.output<typeof OrderItem>;

/** All amounts are in `currency`; `total` is the items and the shipping. */
export const Order = z.object({
  id: OrderId,
  customer: CustomerId,
  email: z.email(),
  address: Address,
  status: z.enum(['placed', 'cancelled']),
  currency: CurrencyCode,
  items: z.array(OrderItem),
  shippingCost: Money,
  total: Money,
  trackingId: TrackingId,
  payment: z.object({ paymentId: z.string(), lastFour: LastFour }),
  placedAt: z.iso.datetime(),
});
export type Order = z.output<typeof Order>;
