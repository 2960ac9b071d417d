import { backoffMs } from '../backoff.ts';
import type { EventMessage } from '../ports/index.ts';

const MOST_BUSY = 2_000;
const MOST_WAITING = 2_000;

/** The rows of one key that were read and are not yet confirmed. */
interface Lane {
  flying: boolean;
  /** What comes after the row on its way, in commit order. */
  waiting: EventMessage[];
  /** The outbox may have more rows of this key than were kept. */
  more: boolean;
  /** The look at the outbox that found its rows: later ones left the key out. */
  look: number;
  failures: number;
  restsUntil: number;
}

/** What follows a confirmed row. */
export interface Landed {
  /** To be published now. */
  readonly next: EventMessage | undefined;
  /** The outbox must be looked into for further rows of the key. */
  readonly more: boolean;
}

/**
 * Keeps the rows of each key in order: one is on its way at a time, so that none can overtake one that was refused. Keys
 * do not wait for each other. A key with a refused row rests, longer each time, and is then read again.
 */
export class KeyLanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #busy = new Set<string>();
  readonly #resting = new Set<string>();
  readonly #rested = new Set<string>();
  #flying = 0;
  #waiting = 0;
  #look = 0;
  #restEnds = Infinity;

  /** Keys of which no row is to be read now: one is on its way, or was refused a moment ago. */
  get busy(): ReadonlySet<string> {
    return this.#busy;
  }
  get flying(): number {
    return this.#flying;
  }
  get full(): boolean {
    return this.#busy.size >= MOST_BUSY;
  }
  /** When the next rest ends, by `performance.now()`. */
  get restEnds(): number {
    return this.#restEnds;
  }

  beginLook(): void {
    this.#look++;
  }

  /** Forgets keys that have rested and of which nothing was found. */
  endLook(): void {
    for (const key of this.#rested) if (!this.#busy.has(key)) this.#lanes.delete(key);
    this.#rested.clear();
  }

  /** True when the row is to be published now; otherwise it waits for the one before it, here or in the outbox. */
  take(row: EventMessage): boolean {
    const lane = this.#laneOf(row.key);
    lane.look = this.#look;
    if (!lane.flying) {
      this.#depart(row.key, lane);
      return true;
    }
    if (lane.more || this.#waiting >= MOST_WAITING) lane.more = true;
    else {
      lane.waiting.push(row);
      this.#waiting++;
    }
    return false;
  }

  /** @param goOn whether the next row of the key may be published now. */
  confirmed(key: string, goOn: boolean): Landed {
    const lane = this.#laneOf(key);
    this.#flying--;
    lane.flying = false;
    lane.failures = 0;
    const next = goOn ? lane.waiting.shift() : undefined;
    if (next !== undefined) {
      this.#waiting--;
      this.#depart(key, lane);
      return { next, more: false };
    }
    const more = lane.more || lane.waiting.length > 0 || lane.look < this.#look;
    this.#waiting -= lane.waiting.length;
    this.#busy.delete(key);
    this.#lanes.delete(key);
    return { next: undefined, more };
  }

  /** Lets the key rest. True when this begins an episode: its row before was confirmed, or there was none. */
  refused(key: string): boolean {
    const lane = this.#laneOf(key);
    this.#flying--;
    lane.flying = false;
    this.#waiting -= lane.waiting.length;
    lane.waiting = [];
    lane.more = false;
    lane.restsUntil = performance.now() + backoffMs(++lane.failures, 100, 5_000);
    this.#resting.add(key);
    this.#restEnds = Math.min(this.#restEnds, lane.restsUntil);
    return lane.failures === 1;
  }

  /** Ends the rests that are over; true when there was one. */
  endRests(): boolean {
    const now = performance.now();
    if (now < this.#restEnds) return false;
    this.#restEnds = Infinity;
    for (const key of this.#resting) {
      const { restsUntil } = this.#laneOf(key);
      if (restsUntil > now) this.#restEnds = Math.min(this.#restEnds, restsUntil);
      else {
        this.#resting.delete(key);
        this.#busy.delete(key);
        this.#rested.add(key);
      }
    }
    return true;
  }

  #depart(key: string, lane: Lane): void {
    lane.flying = true;
    this.#flying++;
    this.#busy.add(key);
  }

  #laneOf(key: string): Lane {
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = { flying: false, waiting: [], more: false, look: this.#look, failures: 0, restsUntil: 0 };
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}
