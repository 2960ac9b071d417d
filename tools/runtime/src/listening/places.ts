import type { WriteRoom } from '../ports/index.ts';

interface Waiter {
  /** Aborted when it has no more reason to wait. */
  readonly gone: AbortSignal | undefined;
  readonly settle: (admitted: boolean) => void;
}

/** Of the store's room, what listeners may have at any time; at least one. */
const SHARE = 1 / 2;
/** What they may have while nobody else makes use of it. */
const LARGEST_SHARE = 3 / 4;

/**
 * Bounds how many connections of their module's store its listeners have at once. Events may wait, so they leave the rest to
 * what may not: calls, the relay, the leases of sagas. Each listener has a line; when several wait, they get in by turns.
 */
export class Places {
  readonly #room: WriteRoom | undefined;
  readonly #least: number;
  readonly #most: number;
  readonly #lines: PlaceLine[] = [];
  #taken = 0;
  #turn = 0;

  /** @param room of the store; undefined: nobody waits. */
  constructor(room: WriteRoom | undefined) {
    const { size } = (this.#room = room) ?? { size: Infinity };
    this.#least = Math.max(1, Math.floor(size * SHARE));
    this.#most = Math.max(1, Math.floor(size * LARGEST_SHARE));
  }

  line(): PlaceLine {
    const line = new PlaceLine(this);
    this.#lines.push(line);
    return line;
  }

  /** False when none is free, or when others wait: who comes must wait, too. */
  take(): boolean {
    if (!this.#isFree() || this.#lines.some((line) => line.length > 0)) return false;
    this.#taken++;
    return true;
  }

  give(): void {
    this.#taken--;
    this.letIn();
  }

  letIn(): void {
    for (let empty = 0; empty < this.#lines.length && this.#isFree();) {
      const waiter = this.#lines[this.#turn]!.next();
      this.#turn = (this.#turn + 1) % this.#lines.length;
      if (waiter === undefined) {
        empty++;
        continue;
      }
      empty = 0;
      this.#taken++;
      waiter.settle(true);
    }
  }

  /**
   * Beyond their share listeners have only what would be idle, and not the last of it: while others use that, those that
   * leave are not followed. It is asked when one comes or leaves, and so not at once when the others have gone.
   */
  #isFree(): boolean {
    if (this.#taken < this.#least || this.#room === undefined) return true;
    return this.#taken < this.#most && this.#room.free > this.#room.size - this.#most;
  }
}

/**
 * Where the tries of one listener wait for a place: first come, first served, so that no key waits longer than others. What
 * goes on with a try that has begun goes first: few have begun and wait, however many there are. The queue is not
 * cockatiel's: that knows neither two kinds nor several lines, nor lets anybody leave.
 */
export class PlaceLine {
  readonly #places: Places;
  readonly #beginning: Waiter[] = [];
  readonly #goingOn: Waiter[] = [];
  #stopped = false;

  constructor(places: Places) {
    this.#places = places;
  }

  /** False when no try is to begin any more: the listener stops, or `gone` is aborted. */
  begin(gone: AbortSignal | undefined): boolean | Promise<boolean> {
    if (this.#stopped) return false;
    return this.#places.take() || this.#wait(this.#beginning, gone);
  }

  get length(): number {
    return this.#goingOn.length + this.#beginning.length;
  }

  /** Always true. */
  goOn(): boolean | Promise<boolean> {
    return this.#places.take() || this.#wait(this.#goingOn, undefined);
  }

  /** Each place that was got needs it. */
  leave(): void {
    this.#places.give();
  }

  /** Sends away who waits to begin. */
  stop(): void {
    this.#stopped = true;
    for (const waiter of this.#beginning.splice(0)) waiter.settle(false);
  }

  /** Who is to have the place that is free now; sends away, on the way there, those that have no more reason to wait. */
  next(): Waiter | undefined {
    const first = this.#goingOn.shift();
    if (first !== undefined) return first;
    for (let waiter = this.#beginning.shift(); waiter !== undefined; waiter = this.#beginning.shift()) {
      if (waiter.gone?.aborted !== true) return waiter;
      waiter.settle(false);
    }
    return undefined;
  }

  #wait(queue: Waiter[], gone: AbortSignal | undefined): Promise<boolean> {
    return new Promise((settle) => {
      queue.push({ gone, settle });
      this.#places.letIn();
    });
  }
}
