/** A card is good until the end of its month, in UTC. Month counts from 1. */
export function isExpired(month: number, year: number, now: Date): boolean {
  return now.getUTCFullYear() * 12 + now.getUTCMonth() + 1 > year * 12 + month;
}
