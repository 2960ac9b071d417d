// Without vowels, which would make words, and without 0 and 1, which are misread.
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ23456789';
const LETTERS = 18;

/**
 * A tracking id such as `CV-7KQ2MX-TT4B9N-3HWZ8C`, always the same from the same digest.
 *
 * @param digest of the order's id, at least 18 bytes; a cryptographic one, so that nobody guesses ids.
 */
export function trackingIdFrom(digest: Uint8Array): string {
  if (digest.length < LETTERS) throw new RangeError(`a tracking id takes ${LETTERS} bytes, not ${digest.length}`);
  const letters = Array.from(digest.subarray(0, LETTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `CV-${letters.slice(0, 6)}-${letters.slice(6, 12)}-${letters.slice(12)}`;
}
