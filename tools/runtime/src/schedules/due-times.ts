import { Cron } from 'croner';
import type { Due } from '../definition/index.ts';

/** The due times of one schedule, the same on every host: derived from the clock, never from a start. */
export interface DueTimes {
  /** The latest due time at or before `at`, if any. Epoch ms. */
  latest(at: number): number | undefined;
  /** The first due time after `at`, if any. Epoch ms. */
  next(at: number): number | undefined;
}

/** @throws Error when the expression or interval is malformed. */
export function dueTimes(due: Due): DueTimes {
  if ('every' in due) {
    const { every } = due;
    if (!Number.isInteger(every) || every < 1_000)
      throw new Error(`'every' must be a whole number of ms from 1000, not ${every}`);
    return { latest: (at) => Math.floor(at / every) * every, next: (at) => (Math.floor(at / every) + 1) * every };
  }
  const cron = new Cron(due.cron, { timezone: 'UTC', paused: true });
  return {
    // Counts in whole seconds, and only runs before its reference.
    latest: (at) => cron.previousRuns(1, new Date((Math.floor(at / 1_000) + 1) * 1_000))[0]?.getTime(),
    next: (at) => cron.nextRun(new Date(at))?.getTime(),
  };
}
