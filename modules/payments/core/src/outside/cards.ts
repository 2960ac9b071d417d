import type { Money } from '@shop/currencies';

/** A card that has passed the shop's own checks, on its way to the provider. */
export interface CardToKeep {
  readonly digits: string;
  readonly cvv: string;
  readonly expirationMonth: number;
  readonly expirationYear: number;
}

export interface ChargeRequest {
  /** Idempotency key: the order's id. */
  readonly key: string;
  readonly token: string;
  readonly amount: Readonly<Money>;
}

export interface RefundRequest {
  /** Idempotency key: of this refund. */
  readonly key: string;
  /** The key of what is given back: the order's id. */
  readonly charge: string;
}

/** How the card's bank answered. */
export type Authorisation =
  | { readonly kind: 'authorised'; readonly authorisation: string; readonly lastFour: string }
  /** `reason` is fit to be shown. */
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'expired'; readonly month: number; readonly year: number }
  | { readonly kind: 'unknown-token' };

/**
 * The card provider. What an adapter promises:
 *
 * - Every method but `keep` is idempotent under `key`, over processes and restarts: a repeat answers as the first did.
 * - It rejects when the provider cannot be reached or breaks; then nothing is known of the effect, and a repeat under
 *   the same key is safe. So a refund under a key says nothing of money that is taken after it; a refund under another
 *   key does.
 * - It gives up when `signal` aborts.
 */
export interface Cards {
  /**
   * Keeps the card with the provider. The token is of use to this shop alone. The same card gets the same token, so that
   * a checkout that is sent again is equal to the first.
   */
  keep(card: CardToKeep, signal: AbortSignal): Promise<{ readonly token: string }>;
  /** Sets the money aside at the card's bank. */
  authorise(request: ChargeRequest, signal: AbortSignal): Promise<Authorisation>;
  /** Takes the money that was set aside. */
  capture(
    request: Pick<ChargeRequest, 'key'> & { readonly authorisation: string },
    signal: AbortSignal,
  ): Promise<{ readonly paymentId: string }>;
  /** Gives back, once, whatever was taken or set aside until then. Accepts a charge that took nothing. */
  refund(request: RefundRequest, signal: AbortSignal): Promise<void>;
}
