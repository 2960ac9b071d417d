/** JSON as it is saved: `JSON.stringify` escapes U+0000 and lone surrogates, so any text column holds it. */
export function jsonText(value: unknown): string | null {
  return JSON.stringify(value) ?? null; // undefined has no JSON
}

/** @param text what `jsonText` gave */
export function jsonValue(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}

/** A note for people (a reason, a host): what PostgreSQL refuses is made visible, and the rest kept. */
export function noteText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u2400');
}
