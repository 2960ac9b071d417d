import { monotonicMs } from './clock.ts';
import { sweep } from './deadline-sweep.ts';
import type { SweepEntry } from './deadline-sweep.ts';

/**
 * Settles as `work` does, or, when the deadline (epoch ms) passes first, as `late` does: with what it returns or throws.
 * The work itself cannot be ended: it may go on, and what comes of it is then dropped.
 */
export function byDeadline<T>(work: Promise<T>, deadline: number, late: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const entry = new Overdue(monotonicMs(deadline), () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error as Error);
      }
    });
    sweep.add(entry);
    work.then(
      (value) => {
        sweep.remove(entry);
        resolve(value);
      },
      (error: unknown) => {
        sweep.remove(entry);
        reject(error as Error);
      },
    );
  });
}

class Overdue implements SweepEntry {
  readonly expiresAt: number;
  readonly expire: () => void;
  sweepNext: SweepEntry | undefined = undefined;
  sweepPrevious: SweepEntry | undefined = undefined;
  sweepBucket = -1;

  constructor(expiresAt: number, expire: () => void) {
    this.expiresAt = expiresAt;
    this.expire = expire;
  }
}
