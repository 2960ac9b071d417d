import { brandOf, isAccepted } from './card-brand.ts';
import type { AcceptedBrand, CardBrand } from './card-brand.ts';
import { isExpired } from './card-expiry.ts';
import { cardDigits, passesLuhn } from './card-number.ts';

export interface TypedCard {
  readonly number: string;
  readonly expirationMonth: number;
  readonly expirationYear: number;
}

export type CardVerdict =
  | { readonly verdict: 'good'; readonly digits: string; readonly brand: AcceptedBrand; readonly lastFour: string }
  | { readonly verdict: 'invalid' }
  | { readonly verdict: 'unsupported'; readonly brand: CardBrand }
  | { readonly verdict: 'expired' };

/** What can be told of a card without asking its bank. */
export function checkCard(card: TypedCard, now: Date): CardVerdict {
  const digits = cardDigits(card.number);
  if (digits === undefined || !passesLuhn(digits)) return { verdict: 'invalid' };
  const brand = brandOf(digits);
  if (!isAccepted(brand)) return { verdict: 'unsupported', brand };
  if (isExpired(card.expirationMonth, card.expirationYear, now)) return { verdict: 'expired' };
  return { verdict: 'good', digits, brand, lastFour: digits.slice(-4) };
}
