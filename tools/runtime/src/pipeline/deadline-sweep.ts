/** Something that must be told when its time is up. Entries form doubly linked lists, so that leaving costs nothing. */
export interface SweepEntry {
  /** By `performance.now()`: a wall clock that is set back makes nothing wait. */
  readonly expiresAt: number;
  expire(): void;
  sweepNext: SweepEntry | undefined;
  sweepPrevious: SweepEntry | undefined;
  /** The bucket it is in; -1 while in none. */
  sweepBucket: number;
}

const TICK_MS = 20;
const BUCKETS = 1024;
const IDLE_TICKS_BEFORE_REST = 50;

/**
 * Settles what is overdue, for all calls of a process with one timer instead of a timer each. An entry expires within
 * one tick (20 ms) after its time, plus the event loop's own delay.
 */
export class DeadlineSweep {
  readonly #buckets: (SweepEntry | undefined)[] = new Array<SweepEntry | undefined>(BUCKETS).fill(undefined);
  #count = 0;
  #idleTicks = 0;
  #lastTick = 0;
  #timer: NodeJS.Timeout | undefined;

  add(entry: SweepEntry): void {
    if (this.#timer === undefined) this.#wake();
    // What is overdue already goes into the next bucket that is looked at.
    const bucket = Math.max(Math.floor(entry.expiresAt / TICK_MS), this.#lastTick) % BUCKETS;
    const first = this.#buckets[bucket];
    entry.sweepBucket = bucket;
    entry.sweepPrevious = undefined;
    entry.sweepNext = first;
    if (first !== undefined) first.sweepPrevious = entry;
    this.#buckets[bucket] = entry;
    this.#count++;
  }

  remove(entry: SweepEntry): void {
    if (entry.sweepBucket < 0) return;
    const { sweepNext: next, sweepPrevious: previous } = entry;
    if (previous !== undefined) previous.sweepNext = next;
    else this.#buckets[entry.sweepBucket] = next;
    if (next !== undefined) next.sweepPrevious = previous;
    entry.sweepBucket = -1;
    entry.sweepNext = entry.sweepPrevious = undefined;
    this.#count--;
  }

  #wake(): void {
    this.#idleTicks = 0;
    this.#lastTick = Math.max(0, Math.floor(performance.now() / TICK_MS) - 1);
    this.#timer = setInterval(() => this.#sweep(), TICK_MS);
    // What waits has its own reason to keep the process alive; the clock is none.
    this.#timer.unref();
  }

  #sweep(): void {
    if (this.#count === 0) {
      if (++this.#idleTicks > IDLE_TICKS_BEFORE_REST) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
      return;
    }
    this.#idleTicks = 0;
    const now = performance.now();
    const tick = Math.floor(now / TICK_MS);
    // After a long pause every bucket is due once; the bucket of the running tick is looked at again next time.
    const from = Math.max(this.#lastTick, tick - BUCKETS);
    for (let at = from; at <= tick; at++) this.#expireBucket(at % BUCKETS, now);
    this.#lastTick = tick;
  }

  #expireBucket(bucket: number, now: number): void {
    // Collected first: what expires may add and remove entries.
    const due: SweepEntry[] = [];
    for (let entry = this.#buckets[bucket]; entry !== undefined; entry = entry.sweepNext) {
      if (entry.expiresAt <= now) due.push(entry);
    }
    for (const entry of due) {
      if (entry.sweepBucket < 0) continue;
      this.remove(entry);
      entry.expire();
    }
  }
}

/** The one sweep of this process. */
export const sweep = new DeadlineSweep();
