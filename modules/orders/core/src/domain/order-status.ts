export const ORDER_STATUSES = ['pending', 'placed', 'failed', 'cancelling', 'cancelled'] as const;
/**
 * `pending`: being placed; nobody was told of it. `placed`: acknowledged, paid and booked. `failed`: could not be
 * placed; whatever was done for it was undone. `cancelling`: being taken back. `cancelled`: taken back.
 */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

const MOVES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['placed', 'failed'],
  placed: ['cancelling'],
  failed: [],
  /** Back to `placed` when the parcel had already left. */
  cancelling: ['cancelled', 'placed'],
  cancelled: [],
};

export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  return MOVES[from].includes(to);
}

/** @throws Error when an order cannot go from one status to the other. */
export function moved(from: OrderStatus, to: OrderStatus): OrderStatus {
  if (!canMove(from, to)) throw new Error(`an order that is ${from} cannot become ${to}`);
  return to;
}

/** How customers see it: an order exists for them once it was placed, and is cancelled only when all was undone. */
export function shownAs(status: OrderStatus): 'placed' | 'cancelled' | undefined {
  if (status === 'pending' || status === 'failed') return undefined;
  return status === 'cancelled' ? 'cancelled' : 'placed';
}
