import type { Warehouse } from '@shop/inventory';

/**
 * One product's stock in one warehouse, in pieces. What is `onHand` is free to sell. Every rule below keeps
 * `onHand + reserved + shipped = initial + restocked + moved`, and none of the four counts below 0; `moved` is what
 * came from other warehouses less what went there, so that over all warehouses it is 0.
 */
export interface Level {
  readonly productId: string;
  readonly warehouse: Warehouse;
  onHand: number;
  reserved: number;
  shipped: number;
  restocked: number;
  moved: number;
}

type Pile = 'onHand' | 'reserved' | 'shipped';

/** Sets pieces aside for someone. */
export const hold = (level: Level, quantity: number): void => shift(level, 'onHand', 'reserved', quantity);
/** What was set aside is free again. */
export const unhold = (level: Level, quantity: number): void => shift(level, 'reserved', 'onHand', quantity);
/** What was set aside goes out. */
export const shipOut = (level: Level, quantity: number): void => shift(level, 'reserved', 'shipped', quantity);
/** What went out comes back: the parcel was stopped. */
export const takeBack = (level: Level, quantity: number): void => shift(level, 'shipped', 'onHand', quantity);

/** New goods come in. */
export function receive(level: Level, quantity: number): void {
  demandPieces(quantity);
  level.onHand += quantity;
  level.restocked += quantity;
}

/** Free pieces go from one warehouse to another. */
export function move(from: Level, to: Level, quantity: number): void {
  demandPieces(quantity);
  demandEnough(from, 'onHand', quantity);
  if (from.productId !== to.productId || from.warehouse === to.warehouse)
    throw new RangeError(`${from.productId} in ${from.warehouse} cannot move to ${to.productId} in ${to.warehouse}`);
  from.onHand -= quantity;
  from.moved -= quantity;
  to.onHand += quantity;
  to.moved += quantity;
}

function shift(level: Level, from: Pile, to: Pile, quantity: number): void {
  demandPieces(quantity);
  demandEnough(level, from, quantity);
  level[from] -= quantity;
  level[to] += quantity;
}

function demandPieces(quantity: number): void {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError(`${quantity} is no number of pieces`);
}

function demandEnough(level: Level, pile: Pile, quantity: number): void {
  if (level[pile] < quantity)
    throw new RangeError(`${level.productId} in ${level.warehouse}: ${quantity} of ${level[pile]} ${pile}`);
}
