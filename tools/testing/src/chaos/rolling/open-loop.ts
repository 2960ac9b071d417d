import { setTimeout as sleep } from 'node:timers/promises';

/** What is open at once at most: a shop that answers nothing must not take this process with it. */
const MOST_OPEN = 5_000;

export interface OpenLoop {
  /** Arrivals so far. */
  readonly arrivals: number;
  /** How late somebody was let in at most, in ms: more than a moment tells of a machine that is busy with other things. */
  readonly latestMs: number;
  /** Arrivals that found too many open. */
  readonly turnedAway: number;
  /** Lets nobody in any more; resolves when all that have come have left. */
  end(): Promise<void>;
}

/**
 * Lets somebody in `rate` times a second, whether or not those before have been answered: load does not wait for a system
 * that stalls. Who comes late, since this process was busy, is told when they were due.
 */
export function openLoop(rate: number, arrive: (dueAt: number) => Promise<void>): OpenLoop {
  const over = new AbortController();
  const open = new Set<Promise<void>>();
  let [arrivals, turnedAway, latestMs] = [0, 0, 0];
  const began = performance.now();
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const dueAt = began + ((arrivals + turnedAway) * 1_000) / rate;
      const wait = dueAt - performance.now();
      if (wait > 0) await sleep(wait, undefined, { signal: over.signal }).catch(() => undefined);
      if (over.signal.aborted) return;
      if (open.size >= MOST_OPEN) {
        turnedAway += 1;
        continue;
      }
      arrivals += 1;
      latestMs = Math.max(latestMs, performance.now() - dueAt);
      const visit: Promise<void> = arrive(dueAt).finally(() => open.delete(visit));
      open.add(visit);
    }
  };
  const running = run();
  return {
    get arrivals() {
      return arrivals;
    },
    get latestMs() {
      return latestMs;
    },
    get turnedAway() {
      return turnedAway;
    },
    end: async () => {
      over.abort();
      await running;
      await Promise.all(open);
    },
  };
}
