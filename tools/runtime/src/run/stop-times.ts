import { wholeNumber } from './whole-number.ts';

/** How long what has begun may take to end, in ms, after the drain. */
export const STOP_GRACE_MS = 10_000;
/** What closing may take beyond that, whatever hangs, and something to spare. */
const CLOSING_MS = 5_000;
const PRODUCTION_DRAIN_MS = 3_000;

/**
 * How long a process that is told to stop still takes what others send it, in ms: `CARVEOUT_DRAIN_MS`, by default 3000
 * with `NODE_ENV=production` and otherwise 0.
 *
 * @throws CarveoutError CARV-633 when it is not a whole number from 0 to 60000.
 */
export function drainMsOf(env: NodeJS.ProcessEnv): number {
  const usual = env['NODE_ENV'] === 'production' ? PRODUCTION_DRAIN_MS : 0;
  return wholeNumber(env, 'CARVEOUT_DRAIN_MS', usual, 60_000, 'milliseconds from 0 to 60000');
}

/**
 * After how many ms a process that was told to stop may be killed: when it has not ended by then, it hangs.
 *
 * @throws CarveoutError CARV-633, as `drainMsOf`.
 */
export function killAfterMs(env: NodeJS.ProcessEnv): number {
  return drainMsOf(env) + STOP_GRACE_MS + CLOSING_MS;
}
