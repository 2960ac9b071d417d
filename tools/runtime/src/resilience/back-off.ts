const LONGEST_MS = 2_000;

/**
 * The pause in ms before the next try, with full jitter: random from 0 to a limit that doubles, so that callers that
 * failed together do not come back together.
 *
 * @param tries that have been made; from 1.
 * @param after ms for which the host asked to be left alone.
 */
export function backOff(base: number, tries: number, after = 0): number {
  return after + Math.random() * Math.min(LONGEST_MS, base * 2 ** (tries - 1));
}
