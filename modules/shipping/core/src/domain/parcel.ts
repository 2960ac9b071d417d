/** `booked` until the order is known to be placed; then `ready` for the carrier; then `left`. Or `cancelled`. */
export type ParcelStatus = 'booked' | 'ready' | 'left' | 'cancelled';

/** What a parcel's rules look at and change. */
export interface ParcelState {
  status: ParcelStatus;
  readyAt: Date | null;
  leftAt: Date | null;
}

/** The order was placed: the carrier may have it. Does nothing to a parcel that has left or was cancelled. */
export function makeReady(parcel: ParcelState, now: Date): void {
  if (parcel.status !== 'booked') return;
  parcel.status = 'ready';
  parcel.readyAt = now;
}

/** The carrier takes it. Says what stands in the way; `left` when it already has it. */
export function leave(parcel: ParcelState, now: Date): 'done' | 'left' | 'not-ready' | 'cancelled' {
  if (parcel.status === 'booked') return 'not-ready';
  if (parcel.status !== 'ready') return parcel.status;
  parcel.status = 'left';
  parcel.leftAt = now;
  return 'done';
}

/** Stops it. A parcel that has left cannot be stopped: the answer is when it left. A repeat changes nothing. */
export function stop(parcel: ParcelState): { readonly stopped: boolean } | { readonly left: Date } {
  if (parcel.status === 'left') return { left: parcel.leftAt! };
  if (parcel.status === 'cancelled') return { stopped: false };
  parcel.status = 'cancelled';
  return { stopped: true };
}

/** When the carrier fetches what is ready by now: parcels are packed for so many minutes first. */
export function readyBefore(now: Date, handlingMinutes: number): Date {
  return new Date(now.getTime() - handlingMinutes * 60_000);
}
