const LEAST = 8;
const ADJUST_MS = 100;
const DOWN = 0.85;
const UP = 1.05;

/** How much may be under way at once: down quickly while there is too much, up slowly while there is not. */
export class AdaptiveLimit {
  readonly #most: number;
  #limit: number;
  #running = 0;
  /** The most that ran since the last adjustment. */
  #peak = 0;
  #adjustedAt = -Infinity;

  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get running(): number {
    return this.#running;
  }

  get full(): boolean {
    return this.#running >= this.#limit;
  }

  enter(): void {
    this.#running += 1;
    if (this.#running > this.#peak) this.#peak = this.#running;
  }

  leave(): void {
    this.#running -= 1;
  }

  /** @param load `too much` lowers the limit, `enough` keeps it, `room` raises it. */
  adjust(now: number, load: 'too much' | 'enough' | 'room'): void {
    if (now - this.#adjustedAt < ADJUST_MS) return;
    this.#adjustedAt = now;
    // From what really ran: a limit far above it would bound nothing for a while.
    if (load === 'too much') this.#limit = Math.max(LEAST, Math.min(this.#limit, this.#peak) * DOWN);
    else if (load === 'room') this.#limit = Math.min(this.#most, this.#limit * UP + 1);
    this.#peak = this.#running;
  }
}
