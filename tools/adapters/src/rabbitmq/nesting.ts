/**
 * Deepest nesting of a message that is taken, in levels. What reads and writes JSON later is recursive, and its stack ends
 * at some thousands: `JSON.parse` reads what `JSON.stringify` could not write again.
 */
export const NESTING_LEVELS = 500;

/**
 * Whether what was read is nested deeper than is taken.
 *
 * @param bytes of the text that it was read from: a short one need not be looked at
 */
export function isTooDeep(read: unknown, bytes: number): boolean {
  // Each level has a bracket at either end.
  if (bytes < 2 * NESTING_LEVELS) return false;
  let level = partsOf([read]);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > NESTING_LEVELS) return true;
    level = level.flatMap(partsOf);
  }
  return false;
}

/** Arrays and objects directly in `whole`. */
function partsOf(whole: object): object[] {
  const values: unknown[] = Array.isArray(whole) ? whole : Object.values(whole);
  return values.filter((value) => typeof value === 'object' && value !== null);
}
