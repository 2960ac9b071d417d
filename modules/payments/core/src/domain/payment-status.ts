export const PAYMENT_STATUSES = ['captured', 'refunded', 'void'] as const;
/**
 * `captured`: the money was taken. `refunded`: and given back. `void`: a refund came while nothing had been taken, so
 * nothing may be taken any more.
 */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Whether a charge of an order that stands like this may go on. */
export function isChargeable(status: PaymentStatus | undefined): boolean {
  return status === undefined || status === 'captured';
}
