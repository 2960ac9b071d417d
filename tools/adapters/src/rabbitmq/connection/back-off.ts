/** Waits between tries: random between 0 and a limit that doubles up to a cap (full jitter). */
export class BackOff {
  readonly #baseMs: number;
  readonly #capMs: number;
  #tries = 0;

  constructor(baseMs: number, capMs: number) {
    this.#baseMs = baseMs;
    this.#capMs = capMs;
  }

  next(): number {
    const limit = Math.min(this.#capMs, this.#baseMs * 2 ** Math.min(this.#tries, 20));
    this.#tries += 1;
    return Math.random() * limit;
  }

  /** To be called once what was tried has held for a while; success alone is not enough to hurry again. */
  reset(): void {
    this.#tries = 0;
  }
}
