/** Of so many calls one may be made again: 20 %. */
const CALLS_PER_RETRY = 5;
/** Retries a second that are allowed beside the share, so that few calls can be retried at all. */
const PER_SECOND = 10;
/** For so many calls the share may be saved up; and so many may be owed by work that is itself done again. */
const MOST_CALLS = 500;

/**
 * Bounds what retries add to the load of one module: at most 20 % of the calls that this process makes to it, and 10 a
 * second. Calls made by work that is itself tried again count as retries: they are never refused, but what they use up
 * is not there for others, so that retries do not multiply along a chain.
 */
export class RetryBudget {
  /** Calls whose share has not been used; below 0 for a debt. */
  #calls = 0;
  #rate = PER_SECOND;
  #filledAt: number;

  /** @param now of a monotonic clock, in ms. */
  constructor(now: number) {
    this.#filledAt = now;
  }

  /** A call is made for the first time. */
  called(): void {
    if (this.#calls < MOST_CALLS) this.#calls += 1;
  }

  /** A call is made by work that is done again. */
  calledAgain(now: number): void {
    this.#fill(now);
    this.#spend();
  }

  /** True when one more call may be retried; it is then counted. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#rate + this.#calls / CALLS_PER_RETRY < 1) return false;
    this.#spend();
    return true;
  }

  #fill(now: number): void {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    const rate = this.#rate + (elapsed * PER_SECOND) / 1_000;
    this.#rate = Math.min(PER_SECOND, rate);
    // What the second has left over goes towards a debt, which few calls alone would never pay.
    if (this.#calls < 0) this.#calls = Math.min(0, this.#calls + (rate - this.#rate) * CALLS_PER_RETRY);
  }

  /** Of what passes sooner first: the rate is full again after a second. */
  #spend(): void {
    const fromRate = Math.min(1, this.#rate);
    this.#rate -= fromRate;
    this.#calls = Math.max(-MOST_CALLS, this.#calls - (1 - fromRate) * CALLS_PER_RETRY);
  }
}
