import { isIP } from 'node:net';

/** Host names as RFC 1123 has them, with underscores, which internal names often have; at most 253 characters. */
const NAME = /^(?=.{1,253}$)[a-z\d_]([a-z\d_-]{0,62})(\.[a-z\d_][a-z\d_-]{0,62})*\.?$/i;

/** An address, without brackets, or a DNS name; undefined for anything else. */
export function asHost(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const bare = /^\[(.*)\]$/.exec(value)?.[1] ?? value;
  if (isIP(bare) !== 0) return bare;
  return bare === value && NAME.test(value) ? value : undefined;
}

/** A TCP port from 1 to 65535, also as decimal digits; undefined for anything else. */
export function asPort(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 65_535 ? number : undefined;
}

/** A value as a log may show it: on one line, cut. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
