import { createHash } from 'node:crypto';

/** In bytes. Longer ones would not fit into an index entry (2704 bytes), three to a row. */
const LONGEST = 800;

/**
 * The form in which a string takes part in a key. PostgreSQL's text holds neither U+0000 nor lone surrogates, which
 * arrive all the same in JSON (a customer's idempotency key, an order's id). Usual strings are left as they are; no two
 * different ones become the same.
 */
export function keyText(text: string): string {
  const escaped = NEEDS_ESCAPE.test(text) || !text.isWellFormed() ? escape(text) : text;
  // A single backslash before a letter `h` is never the result of escaping, which doubles it.
  return Buffer.byteLength(escaped) <= LONGEST ? escaped : `\\h${createHash('sha256').update(escaped).digest('hex')}`;
}

const NEEDS_ESCAPE = /[\\\0]/;

function escape(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\0', '\\u0000')
    .replace(/\p{Surrogate}/gu, (lone) => `\\u${lone.charCodeAt(0).toString(16)}`);
}
