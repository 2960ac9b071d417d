import { createHash } from 'node:crypto';

// Without vowels, which would make words, and without 0 and 1, which are misread.
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ23456789';
const LENGTH = 18;

/** The tracking id of an order's parcel, such as `CV-7KQ2MX-TT4B9N-3HWZ8C`: always the same, hard to guess. */
export function trackingIdFor(orderId: string): string {
  const digest = createHash('sha256').update(`parcel of ${orderId}`).digest();
  const letters = Array.from({ length: LENGTH }, (_, at) => ALPHABET[digest[at]! % ALPHABET.length]).join('');
  return `CV-${letters.slice(0, 6)}-${letters.slice(6, 12)}-${letters.slice(12)}`;
}
