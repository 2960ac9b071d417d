import { command, defineContract, plainText, query } from '@carveout/contract';
import { Line, Lines, MAX_LINES } from '@shop/catalog';
import { Money } from '@shop/currencies';
import { z } from 'zod';

const line = plainText().trim().min(1).max(200);

export const Address = z.object({
  street: line,
  city: line,
  state: plainText().trim().max(100),
  country: plainText().trim().min(1).max(100),
  zipCode: plainText().trim().min(1).max(20),
});
export type Address = z.output<typeof Address>;

/** The order that is shipped. */
const OrderId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');

export const TrackingId = z.string().min(1).max(64);
export type TrackingId = z.output<typeof TrackingId>;

/** A parcel; `left` is when the carrier took it, null as long as it can be stopped. */
export const Parcel = z.object({ trackingId: TrackingId, left: z.iso.datetime().nullable() });
export type Parcel = z.output<typeof Parcel>;

/** Parcels, from the quote to the door. A parcel leaves only once its order was placed. */
export const shipping = defineContract('shipping', {
  /** What shipping costs, in US dollars: a flat price, and nothing for nothing. */
  quote: query({
    input: z.object({ items: z.array(Line).max(MAX_LINES), address: Address.optional() }),
    output: z.object({ cost: Money }),
  }),
  /**
   * Books a parcel, one per order: a repeat for the same order answers the same tracking id. ORDER_CANCELLED: a
   * `cancel` of this order came first, so nothing was booked.
   */
  ship: command({
    input: z.object({ orderId: OrderId, address: Address, items: Lines }),
    output: z.object({ trackingId: TrackingId }),
    errors: { ORDER_CANCELLED: z.object({}) },
  }),
  /**
   * Stops a parcel. With nothing booked it answers `cancelled: false`, and marks the order, so that a late `ship` is
   * refused. A repeat does nothing. ALREADY_LEFT: the carrier has it, which cannot be before the order was placed.
   */
  cancel: command({
    input: z.object({ orderId: OrderId }),
    output: z.object({ cancelled: z.boolean() }),
    errors: { ALREADY_LEFT: z.object({ at: z.iso.datetime() }) },
  }),
  /** The order's parcel; null when none was booked, or it was stopped. */
  track: query({
    input: z.object({ orderId: OrderId }),
    output: z.object({ parcel: Parcel.nullable() }),
    http: 'GET /api/shipments/:orderId',
    access: 'operator',
    summary: 'The parcel of an order; null when there is none.',
  }),
  dispatch: command({
    input: z.object({ orderId: OrderId }),
    output: Parcel,
    errors: {
      UNKNOWN_PARCEL: z.object({}),
      /** The order is not known to be placed yet. */
      NOT_READY: z.object({}),
    },
    http: 'POST /api/shipments/:orderId/dispatch',
    access: 'operator',
    summary: 'The carrier takes the parcel now, not on the next round.',
  }),
});

export default shipping;
