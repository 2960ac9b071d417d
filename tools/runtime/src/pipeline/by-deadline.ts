import { monotonicMs } from './clock.ts';
import { sweep } from './deadline-sweep.ts';
import { Deadline } from './deadline.ts';

/**
 * Settles as `work` does, or, when the deadline (epoch ms) passes first, as `late` does: with what it returns or throws.
 * The work itself cannot be ended: it may go on, and what comes of it is then dropped.
 *
 * @param waitedMs by how much the deadline has moved on so far. @default 0
 */
export function byDeadline<T>(
  work: Promise<T>,
  deadline: number,
  late: () => T,
  waitedMs: () => number = never,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const entry = new Overdue(deadline, waitedMs, () => {
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

class Overdue extends Deadline {
  readonly #late: () => void;

  constructor(deadline: number, waitedMs: () => number, late: () => void) {
    super(monotonicMs(deadline), waitedMs);
    this.#late = late;
  }

  protected override passed(): void {
    this.#late();
  }
}

const never = (): number => 0;
