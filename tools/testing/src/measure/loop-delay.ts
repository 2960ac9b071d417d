import type { Span } from './spans.ts';

const TICK_MS = 10;
const KEPT_MS = 60_000;

/** Remembers by how much this process's event loop was late, and when. */
export class LoopDelay {
  readonly #clock: () => number;
  readonly #late: Span[] = [];
  #expectedAt: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param clock in ms; all times are by it. @default epoch ms */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
    this.#expectedAt = clock() + TICK_MS;
  }

  start(): void {
    this.#expectedAt = this.#clock() + TICK_MS;
    this.#timer = setInterval(() => this.look(this.#clock()), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(now: number): void {
    if (now - this.#expectedAt > 1) this.#late.push({ from: this.#expectedAt, to: now });
    this.#expectedAt = now + TICK_MS;
    while (this.#late.length > 0 && this.#late[0]!.to < now - KEPT_MS) this.#late.shift();
  }

  /** The time for which the loop was held up between `from` and `now`, the wait that still lasts included. */
  between(from: number, now: number): number {
    return this.spans(from, now).reduce((sum, span) => sum + span.to - span.from, 0);
  }

  /** When the loop was held up between `from` and `now`: the last minute of it, in order. */
  spans(from: number, now: number): Span[] {
    const found: Span[] = [];
    if (now > this.#expectedAt) found.push({ from: Math.max(from, this.#expectedAt), to: now });
    for (let index = this.#late.length - 1; index >= 0 && this.#late[index]!.to > from; index -= 1) {
      const { from: began, to } = this.#late[index]!;
      found.push({ from: Math.max(from, began), to });
    }
    return found.filter((span) => span.to > span.from).reverse();
  }
}
