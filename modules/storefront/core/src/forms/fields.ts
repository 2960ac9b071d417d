/** The text fields of a posted form. What is missing, or was sent more than once, is empty. */
export function textFields<const Names extends readonly string[]>(
  body: unknown,
  names: Names,
): Readonly<Record<Names[number], string>> {
  const sent = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const texts = names.map((name) => {
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    return [name, typeof value === 'string' ? value.trim() : ''] as const;
  });
  return Object.fromEntries(texts) as Record<Names[number], string>;
}

/** A one-time key from a hidden field; undefined when the form brought none. */
export function oneTimeKey(text: string): string | undefined {
  return /^[\x21-\x7e]{1,100}$/.test(text) ? text : undefined;
}
