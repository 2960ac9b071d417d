import { sweep } from './deadline-sweep.ts';
import type { SweepEntry } from './deadline-sweep.ts';

/** An entry whose time moves on while its work waits for what is not its own affair. */
export abstract class Deadline implements SweepEntry {
  /** By `performance.now()`. */
  expiresAt: number;
  sweepNext: SweepEntry | undefined = undefined;
  sweepPrevious: SweepEntry | undefined = undefined;
  sweepBucket = -1;
  /** So far, in ms; never falls. */
  readonly #waitedMs: () => number;
  #allowed = 0;

  constructor(expiresAt: number, waitedMs: () => number) {
    this.expiresAt = expiresAt;
    this.#waitedMs = waitedMs;
  }

  expire(): void {
    const waited = this.#waitedMs();
    if (waited <= this.#allowed) return this.passed();
    this.expiresAt += waited - this.#allowed;
    this.#allowed = waited;
    sweep.add(this);
  }

  /** Called once. */
  protected abstract passed(): void;
}
