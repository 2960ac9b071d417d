import { timingSafeEqual } from 'node:crypto';

/** A check of the header `Authorization: Bearer <secret>` (RFC 6750, 2.1), in a time that tells nothing of the secret. */
export function authorizedBy(secret: string | undefined): (header: string | undefined) => boolean {
  if (secret === undefined) return () => true;
  const expected = Buffer.from(secret);
  return (header) => {
    if (header === undefined || header.slice(0, 7).toLowerCase() !== 'bearer ') return false;
    const given = Buffer.from(header.slice(7));
    // Where lengths differ, something of the same length is compared.
    const same = timingSafeEqual(given.length === expected.length ? given : expected, expected);
    return same && given.length === expected.length;
  };
}
