/**
 * The pause in ms before the next try: random from 0 to a limit that doubles from 250 up to `mostMs` (full jitter), so that
 * processes that lost a server together do not come back together.
 *
 * @param tries that have failed; from 1.
 */
export function fullJitter(tries: number, mostMs: number): number {
  return Math.random() * Math.min(mostMs, 250 * 2 ** Math.min(tries - 1, 20));
}
