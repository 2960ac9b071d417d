import { backoffMs } from '../backoff.ts';
import type { EventMessage } from '../ports/index.ts';

/** Rows of one key that are kept behind the one on its way; the rest stays in the outbox until few are left. */
const CROWDED = { rows: 64, bytes: 2 * 1024 * 1024 };
const FEW = { rows: 16, bytes: 512 * 1024 };
/** Rests end at whole multiples of it: each end is followed by a look into the outbox. */
const REST_STEP_MS = 50;

/** The rows of one key that were read and are not yet confirmed. */
interface Lane {
  flying: string | undefined;
  /** What comes after the row on its way, in commit order, without a gap. */
  waiting: EventMessage[];
  /** Of those that wait. */
  bytes: number;
  failures: number;
  restsUntil: number;
}

/**
 * Keeps the rows of each key in order: one is on its way at a time, so that none can overtake one that was refused. Keys
 * do not wait for each other. A key with a refused row rests, longer each time, and is then read again.
 */
export class KeyLanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #held = new Map<string, number>();
  #bytes = 0;
  readonly #leftOut = new Set<string>();
  readonly #resting = new Set<string>();
  /** Have rested, and not been read since. */
  readonly #rested = new Set<string>();
  #restEnds = Infinity;

  /** Ids and bytes of the rows that are here: on their way, or behind one that is. */
  get held(): ReadonlyMap<string, number> {
    return this.#held;
  }
  /** Of all rows that are here. */
  get bytes(): number {
    return this.#bytes;
  }
  /** Keys of which no row is to be read now: one was refused a moment ago, or many are here already. */
  get leftOut(): ReadonlySet<string> {
    return this.#leftOut;
  }
  /** How many keys rest, each after a refused row. */
  get resting(): number {
    return this.#resting.size;
  }
  /** Rows on their way. */
  get flying(): number {
    let count = 0;
    for (const { flying } of this.#lanes.values()) if (flying !== undefined) count++;
    return count;
  }
  /** When the next rest ends, by `performance.now()`. */
  get restEnds(): number {
    return this.#restEnds;
  }

  /** True when the row is to be published now; otherwise it waits for the one before it, here or in the outbox. */
  take(row: EventMessage, bytes = 0): boolean {
    // Left out since the outbox was asked: what comes before this row is not here.
    if (this.#leftOut.has(row.key) || this.#held.has(row.id)) return false;
    const lane = this.#laneOf(row.key);
    this.#rested.delete(row.key);
    this.#held.set(row.id, bytes);
    this.#bytes += bytes;
    if (lane.flying === undefined) {
      lane.flying = row.id;
      return true;
    }
    lane.waiting.push(row);
    lane.bytes += bytes;
    if (lane.waiting.length >= CROWDED.rows || lane.bytes >= CROWDED.bytes) this.#leftOut.add(row.key);
    return false;
  }

  /**
   * The row of the key on its way has arrived.
   * @param goOn whether the next one may be published now: it is returned, and on its way.
   * @returns with `more` when rows of the key were left in the outbox and are to be read now.
   */
  confirmed(key: string, goOn: boolean): { readonly next: EventMessage | undefined; readonly more: boolean } {
    const lane = this.#laneOf(key);
    if (lane.flying !== undefined) this.#let(lane.flying);
    lane.flying = undefined;
    lane.failures = 0;
    const next = goOn ? lane.waiting.shift() : undefined;
    if (next === undefined) this.#drop(lane);
    else lane.bytes -= this.#held.get(next.id) ?? 0;
    const few = lane.waiting.length <= FEW.rows && lane.bytes <= FEW.bytes;
    const more = few && this.#leftOut.delete(key);
    if (next === undefined) this.#lanes.delete(key);
    else lane.flying = next.id;
    return { next, more };
  }

  /** Lets the key rest. True when this begins an episode: its row before was confirmed, or there was none. */
  refused(key: string): boolean {
    const lane = this.#laneOf(key);
    if (lane.flying !== undefined) this.#let(lane.flying);
    lane.flying = undefined;
    this.#drop(lane);
    const ends = performance.now() + backoffMs(++lane.failures, 100, 5_000);
    lane.restsUntil = Math.ceil(ends / REST_STEP_MS) * REST_STEP_MS;
    this.#leftOut.add(key);
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
        this.#leftOut.delete(key);
        this.#rested.add(key);
      }
    }
    return true;
  }

  /** To be told when the outbox has been read: forgets keys that have rested and of which nothing is left. */
  wasRead(): void {
    for (const key of this.#rested) this.#lanes.delete(key);
    this.#rested.clear();
  }

  /** Leaves all that waits to the outbox: another host may have published it meanwhile. */
  leaveWaiting(): void {
    for (const [key, lane] of this.#lanes) {
      this.#drop(lane);
      if (!this.#resting.has(key)) this.#leftOut.delete(key);
    }
  }

  /** Leaves what waits behind the row on its way to the outbox, to be read again. */
  #drop(lane: Lane): void {
    for (const { id } of lane.waiting) this.#let(id);
    lane.waiting = [];
    lane.bytes = 0;
  }

  #let(id: string): void {
    this.#bytes -= this.#held.get(id) ?? 0;
    this.#held.delete(id);
  }

  #laneOf(key: string): Lane {
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = { flying: undefined, waiting: [], bytes: 0, failures: 0, restsUntil: 0 };
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}
