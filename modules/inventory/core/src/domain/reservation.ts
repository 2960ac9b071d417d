import type { Line } from '@shop/catalog';
import type { ReservationStatus } from '@shop/inventory';
import { linesOf, type Taking } from './takings.ts';

/** What a reservation's rules look at. */
export interface ReservationState {
  readonly status: ReservationStatus;
  readonly expiresAt: Date;
  readonly takings: readonly Taking[];
}

export function expiryFrom(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}

/** Whether its time is up, though it may still stand as held. */
export function isOverdue({ status, expiresAt }: ReservationState, now: Date): boolean {
  return status === 'held' && expiresAt.getTime() <= now.getTime();
}

/** Whether reserving `items` again under its id is a repeat of what was done, rather than something else. */
export function isRepeat(reservation: ReservationState, items: readonly Readonly<Line>[], now: Date): boolean {
  if (reservation.status !== 'held' || isOverdue(reservation, now)) return false;
  return sameLines(linesOf(reservation.takings), items);
}

/** What a commit has to do: send the goods out, nothing more, or answer why it cannot. */
export function decideCommit(reservation: ReservationState, now: Date): 'ship' | 'done' | 'expired' | 'released' {
  if (reservation.status === 'committed') return 'done';
  if (reservation.status === 'released') return 'released';
  return reservation.status === 'expired' || isOverdue(reservation, now) ? 'expired' : 'ship';
}

function sameLines(a: readonly Readonly<Line>[], b: readonly Readonly<Line>[]): boolean {
  const quantities = new Map(a.map(({ productId, quantity }) => [productId, quantity]));
  return quantities.size === b.length && b.every(({ productId, quantity }) => quantities.get(productId) === quantity);
}
