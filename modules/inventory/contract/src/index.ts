import { command, defineContract, event, query } from '@carveout/contract';
import { Lines, ProductId } from '@shop/catalog';
import { z } from 'zod';

/** Where stock lies. Reservations take from `east` first. */
export const Warehouse = z.enum(['east', 'west']);
export type Warehouse = z.output<typeof Warehouse>;

/** Chosen by who reserves; the order's id does. */
export const ReservationId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');
export type ReservationId = z.output<typeof ReservationId>;

/** `held` until it is `committed` (shipped out), `released` (put back) or `expired` (put back since time ran out). */
export const ReservationStatus = z.enum(['held', 'committed', 'released', 'expired']);
export type ReservationStatus = z.output<typeof ReservationStatus>;

/**
 * The stock of one product in one warehouse: `onHand` on the shelves and free to sell, `reserved` for someone,
 * `shipped` out, `restocked` in. `onHand + reserved + shipped − restocked`, summed over a product's warehouses, is what
 * the shop began with and never changes; none is ever negative.
 */
export const StockLevel = z.object({
  productId: ProductId,
  warehouse: Warehouse,
  onHand: z.int().min(0),
  reserved: z.int().min(0),
  shipped: z.int().min(0),
  restocked: z.int().min(0),
});
export type StockLevel = z.output<typeof StockLevel>;

/** How much may be moved or brought in at once. */
export const StockQuantity = z.int().min(1).max(1_000_000);
export type StockQuantity = z.output<typeof StockQuantity>;

/** A reservation was not committed in time; its goods are free again. */
export const ReservationExpired = z.object({ reservationId: ReservationId, items: Lines });
export type ReservationExpired = z.output<typeof ReservationExpired>;

const UnknownProduct = z.object({ productId: ProductId });
/** `available` is what all warehouses together have free. */
const OutOfStock = z.object({ productId: ProductId, available: z.int().min(0) });
const Conflict = z.object({ status: ReservationStatus });

/** What lies where, what is promised, and what has left. */
export const inventory = defineContract('inventory', {
  /**
   * Sets goods aside, all or none. A repeat under the same id with the same items answers the same. Fails with
   * RESERVATION_CONFLICT when the id was used for other items, or is no longer held: also when a `release` of it came
   * first, so that a late `reserve` cannot hold goods that nobody will give back.
   */
  reserve: command({
    input: z.object({ reservationId: ReservationId, items: Lines }),
    output: z.object({ reservationId: ReservationId, expiresAt: z.iso.datetime() }),
    errors: { OUT_OF_STOCK: OutOfStock, UNKNOWN_PRODUCT: UnknownProduct, RESERVATION_CONFLICT: Conflict },
  }),
  /**
   * The goods go out. A repeat does nothing. RESERVATION_EXPIRED: the time was up, even when the schedule has not come
   * round to it yet. RESERVATION_CONFLICT: it was released.
   */
  commit: command({
    input: z.object({ reservationId: ReservationId }),
    output: z.object({ reservationId: ReservationId }),
    errors: {
      RESERVATION_EXPIRED: z.object({}),
      RESERVATION_CONFLICT: Conflict,
      UNKNOWN_RESERVATION: z.object({}),
    },
  }),
  /**
   * Puts the goods back, whether held or already committed (the parcel was stopped). Never fails: with nothing to put
   * back it answers `released: false`, and an unknown id is marked, so that a late `reserve` is refused.
   */
  release: command({
    input: z.object({ reservationId: ReservationId }),
    output: z.object({ released: z.boolean() }),
  }),
  restock: command({
    input: z.object({ productId: ProductId, warehouse: Warehouse, quantity: StockQuantity }),
    output: StockLevel,
    errors: { UNKNOWN_PRODUCT: UnknownProduct },
    http: 'POST /api/stock/:productId/restock',
    access: 'operator',
    summary: 'Brings goods into a warehouse.',
  }),
  transfer: command({
    input: z
      .object({ productId: ProductId, from: Warehouse, to: Warehouse, quantity: StockQuantity })
      .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must be another warehouse than from' }),
    output: z.object({ from: StockLevel, to: StockLevel }),
    errors: { UNKNOWN_PRODUCT: UnknownProduct, OUT_OF_STOCK: OutOfStock },
    http: 'POST /api/stock/:productId/transfer',
    access: 'operator',
    summary: 'Moves goods that nobody has reserved from one warehouse to the other.',
  }),
  levels: query({
    input: z.object({
      /** Default: all products. */
      productIds: z.array(ProductId).max(200).optional(),
    }),
    output: z.object({ levels: z.array(StockLevel) }),
    http: 'GET /api/stock',
    access: 'operator',
    summary: 'Stock per product and warehouse, in that order.',
  }),
  reservationExpired: event({ version: 1, payload: ReservationExpired, key: ({ reservationId }) => reservationId }),
});

export default inventory;
