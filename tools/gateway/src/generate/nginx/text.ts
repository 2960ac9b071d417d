/** A parameter of a directive in quotes. Variables in it stay variables. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}

/** A directive with a body: `name { … }`. */
export function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => (line === '' ? '' : `    ${line}`)), '}'];
}

/** Gives `variable` the value of the first line that fits `source`. Values are quoted; `default` is the value otherwise. */
export function map(
  source: string,
  variable: string,
  lines: readonly (readonly [key: string, value: string])[],
  otherwise: string,
): string[] {
  return block(`map ${quoted(source)} $${variable}`, [
    `default ${quoted(otherwise)};`,
    ...lines.map(([key, value]) => `${quoted(key)} ${quoted(value)};`),
  ]);
}

/** Milliseconds as nginx writes them. */
export function time(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** Milliseconds as nginx writes times that are counted in seconds; a part of a second is left out. */
export function wholeSeconds(ms: number): string {
  return `${Math.floor(ms / 1_000)}s`;
}
