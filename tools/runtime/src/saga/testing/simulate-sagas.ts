import { SagaIntake } from '../saga-intake.ts';
import type { Admitted } from '../saga-intake.ts';

/** Neighbours that share what they can do among all sagas under way, as a processor does. Times in ms where not said. */
export interface Load {
  /** Sagas per second that they do together. */
  readonly capacity: number;
  /** What one takes that has them for itself. */
  readonly aloneMs: number;
  /** How long callers wait. */
  readonly patience: number;
  /** Sagas per second that are to be begun. @default 0 */
  readonly offered?: number;
  /** And so many at the beginning. @default 0 */
  readonly atOnce?: number;
  /** With more under way, steps are refused, and the work of those who ask is lost. @default Infinity */
  readonly lossesAbove?: number;
  /** Seconds between which they are away. */
  readonly awayFrom?: number;
  readonly awayUntil?: number;
  /** For how many seconds, and from which on it is counted. @default from the first */
  readonly seconds: number;
  readonly from?: number;
  /** @default true */
  readonly sheds?: boolean;
}

export interface Seen {
  /** Ended in time. */
  readonly done: number;
  readonly perSecond: number;
  readonly late: number;
  readonly refused: number;
  /** At the end. */
  readonly limit: number;
}

const TICK_MS = 10;
/** How often, on the average, a step of a saga is refused while there are too many. */
const REFUSED_EVERY_MS = 300;
/** How often a step is tried while its neighbour is away. */
const TRIED_EVERY_MS = 1_000;

interface Running {
  /** The part of its work that is left. */
  left: number;
  readonly since: number;
  readonly admitted: Admitted;
}

/** The same every time. */
export function simulate(load: Load): Seen {
  const { capacity, aloneMs, patience, offered = 0, lossesAbove = Infinity, seconds, from = 0 } = load;
  const random = sequence();
  let now = 0;
  const intake = new SagaIntake(load.sheds ?? true, () => now);
  let running: Running[] = [];
  let due = load.atOnce ?? 0;
  const seen = { done: 0, late: 0, refused: 0 };
  const count = (what: keyof typeof seen): void => {
    if (now >= from * 1_000) seen[what] += 1;
  };
  for (; now < seconds * 1_000; now += TICK_MS) {
    for (due += (offered * TICK_MS) / 1_000; due >= 1; due -= 1) {
      const admitted = intake.enter(patience);
      if (admitted === undefined) count('refused');
      // Some have more to do than others.
      else running.push({ left: 0.5 + random(), since: now, admitted });
    }
    const away = now >= (load.awayFrom ?? Infinity) * 1_000 && now < load.awayUntil! * 1_000;
    const wasted = Math.min(1, lossesAbove / running.length);
    const moved = away ? 0 : Math.min(TICK_MS / aloneMs, (capacity * wasted * TICK_MS) / 1_000 / running.length);
    const lossEveryMs = away ? TRIED_EVERY_MS : REFUSED_EVERY_MS / (1 - wasted);
    running = running.filter((one) => {
      if (random() < TICK_MS / lossEveryMs) one.admitted.lost();
      one.left -= moved;
      if (one.left > 0) return true;
      count(now - one.since > patience ? 'late' : 'done');
      one.admitted.leave();
      return false;
    });
  }
  return { ...seen, perSecond: seen.done / (seconds - from), limit: intake.limit };
}

/** Numbers from 0 to 1, by the generator of Lewis, Goodman and Miller (1969). */
function sequence(): () => number {
  let last = 1;
  return () => (last = (last * 16_807) % 2_147_483_647) / 2_147_483_647;
}
