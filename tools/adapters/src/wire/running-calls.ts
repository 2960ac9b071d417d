/** Counts the calls that this process runs for others, over all modules it hosts. */
export class RunningCalls {
  readonly #limit: number;
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when one more would be too many. */
  enter(): boolean {
    if (this.#running >= this.#limit) return false;
    this.#running += 1;
    return true;
  }

  get full(): boolean {
    return this.#running >= this.#limit;
  }

  leave(): void {
    this.#running -= 1;
  }
}
