import { createHash } from 'node:crypto';

const LONGEST = 200;

/** The idempotency key of a call made while handling `base`: the same again when the same work is repeated. */
export function derivedKey(base: string, operation: string, step: string | number): string {
  const key = `${base}/${operation}#${step}`;
  return key.length <= LONGEST ? key : createHash('sha256').update(key).digest('base64url');
}
