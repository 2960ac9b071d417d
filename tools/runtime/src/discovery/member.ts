import type { Instance } from '../ports/index.ts';

/**
 * How something that was sent to an instance ended: it answered, took no connection, went without an answer, or was given
 * up by whoever had asked for it, which tells nothing of the instance.
 */
export type Sent = 'answered' | 'refused' | 'failed' | 'given-up';

/** So many in a row that went without an answer eject an instance; one that takes no connection is ejected at once. */
const FAILURES = 3;
const FIRST_EJECTION_MS = 500;
const LONGEST_EJECTION_MS = 15_000;

/** One instance as a caller knows it: how busy it is with this caller's work, and whether it can be trusted. */
export class Member {
  instance: Instance;
  /** Units of work sent to it that have not ended. */
  inFlight = 0;
  /** Whether the registry lists it. */
  listed = true;
  /** Until when it counts as listed although it is not, in ms of `performance.now()`. */
  believedUntil = 0;
  /** When it was taken off the list. */
  unlistedAt = 0;
  #failures = 0;
  #ejections = 0;
  #ejectedUntil = 0;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** Whether work may go to it: not while it is ejected, and after that one piece at a time until it has answered. */
  usable(now: number): boolean {
    return this.#ejections === 0 || (now >= this.#ejectedUntil && this.inFlight === 0);
  }

  /** Whether the registry lists it, or may have left it out by mistake. */
  countsAsListed(now: number): boolean {
    return this.listed || this.believedUntil > now;
  }

  /** Work goes to it. @param units how many calls or requests it is. */
  began(units = 1): void {
    this.inFlight += units;
  }

  ended(how: Sent, units = 1): void {
    this.inFlight -= units;
    if (how === 'given-up') return;
    if (how === 'answered') {
      this.#failures = 0;
      this.#ejections = 0;
      return;
    }
    this.#failures += 1;
    // What it was sent before its ejection tells nothing new.
    if (performance.now() < this.#ejectedUntil) return;
    if (how === 'refused' || this.#ejections > 0 || this.#failures >= FAILURES) this.#eject();
  }

  /** Work that was to go to it did not. */
  withdrawn(units = 1): void {
    this.inFlight -= units;
  }

  get ejected(): boolean {
    return this.#ejections > 0;
  }

  #eject(): void {
    const longest = Math.min(LONGEST_EJECTION_MS, FIRST_EJECTION_MS * 2 ** this.#ejections);
    this.#ejections += 1;
    // Half of it at random, so that callers do not all come back at once.
    this.#ejectedUntil = performance.now() + longest * (0.5 + Math.random() / 2);
  }
}
