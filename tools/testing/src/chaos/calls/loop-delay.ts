const TICK_MS = 10;
const KEPT_MS = 10_000;

/** Remembers by how much this process's event loop was late, and when. Epoch ms. */
export class LoopDelay {
  readonly #late: { readonly at: number; readonly ms: number }[] = [];
  #expectedAt = Date.now() + TICK_MS;
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    this.#expectedAt = Date.now() + TICK_MS;
    this.#timer = setInterval(() => this.look(Date.now()), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(now: number): void {
    const ms = now - this.#expectedAt;
    this.#expectedAt = now + TICK_MS;
    if (ms > 1) this.#late.push({ at: now, ms });
    while (this.#late.length > 0 && this.#late[0]!.at < now - KEPT_MS) this.#late.shift();
  }

  /** The time for which the loop was held up between `from` and `now`, the wait that still lasts included. */
  between(from: number, now: number): number {
    const still = Math.max(0, now - this.#expectedAt);
    return this.#late
      .filter(({ at, ms }) => at >= from && at - ms <= now)
      .reduce((sum, { at, ms }) => sum + Math.min(ms, at - Math.max(from, at - ms)), still);
  }
}
