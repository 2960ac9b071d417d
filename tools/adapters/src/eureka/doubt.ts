/** For how long the registry is known to be incomplete, and why. */
export class Doubt {
  #why = '';
  #until = 0;

  /** @param ms until everybody has had the time to register again. */
  raise(why: string, ms: number): void {
    this.#why = why;
    this.#until = performance.now() + ms;
  }

  get reason(): string | undefined {
    return performance.now() < this.#until ? this.#why : undefined;
  }
}
