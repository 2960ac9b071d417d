import { randomBytes } from 'node:crypto';

// A random prefix per process and a counter: unique without asking the random generator for each message.
const prefix = `${randomBytes(12).toString('base64url')}.`;
let count = 0;

/** A new message id, unique over processes. Not a secret. */
export function newId(): string {
  return prefix + ++count;
}
