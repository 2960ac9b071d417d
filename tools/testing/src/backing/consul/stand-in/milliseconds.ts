/** Of a duration as Go writes it, in one unit. */
export function milliseconds(text: string): number {
  const [, number, unit] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(number) * { ms: 1, s: 1_000, m: 60_000 }[unit as 'ms' | 's' | 'm'];
}
