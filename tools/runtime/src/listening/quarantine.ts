interface Waiter {
  readonly alone: boolean;
  readonly enter: () => void;
}

/**
 * Lets the tries of all listeners of a process run beside each other, or one of them with no other beside it. Whoever
 * waits gets in by turn, so that neither kind starves the other.
 */
export class Quarantine {
  readonly #waiting: Waiter[] = [];
  #running = 0;
  #alone = false;

  /**
   * Undefined when the place was free, which is the usual case; otherwise resolves when it is this one's turn. Each
   * `enter` that was let in needs its `leave`.
   */
  enter(alone: boolean): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#isFree(alone)) return void this.#admit(alone);
    return new Promise((resolve) => this.#waiting.push({ alone, enter: resolve }));
  }

  leave(): void {
    this.#running--;
    if (this.#running === 0) this.#alone = false;
    for (let next = this.#waiting[0]; next !== undefined && this.#isFree(next.alone); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#admit(next.alone);
      next.enter();
    }
  }

  #isFree(alone: boolean): boolean {
    return alone ? this.#running === 0 : !this.#alone;
  }

  #admit(alone: boolean): void {
    this.#running++;
    this.#alone = alone;
  }
}
