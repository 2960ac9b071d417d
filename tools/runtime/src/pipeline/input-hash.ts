import { createHash } from 'node:crypto';

/**
 * SHA-256, hex, of the value's JSON with sorted keys. Of an input as it was sent, and not as it was parsed: what a parse
 * adds and drops differs between two versions of a contract, and a repeat may meet the other one. The JSON makes it the
 * same whether or not it came over a wire.
 */
export function inputHash(sent: unknown): string {
  const text = JSON.stringify(sent) ?? 'null';
  return createHash('sha256')
    .update(canonical(JSON.parse(text)))
    .digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((part) => canonical(part)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`);
    return `{${parts.join(',')}}`;
  }
  return JSON.stringify(value);
}
