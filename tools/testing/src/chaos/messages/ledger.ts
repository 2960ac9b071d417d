/** What is known of every message of a run; two bytes a message. Messages are numbered from 0. */
export class Ledger {
  readonly #confirmed: Uint8Array;
  /** How often each was delivered; stops at 255. */
  readonly #delivered: Uint8Array;
  confirmed = 0;
  delivered = 0;
  /** Confirmed, and not delivered yet. */
  missing = 0;
  /** Delivered, but never sent by this run. */
  foreign = 0;

  constructor(messages: number) {
    this.#confirmed = new Uint8Array(messages);
    this.#delivered = new Uint8Array(messages);
  }

  confirm(message: number): void {
    if (this.#confirmed[message] === 1) throw new Error(`message ${message} was confirmed twice`);
    this.#confirmed[message] = 1;
    this.confirmed += 1;
    if (this.#delivered[message] === 0) this.missing += 1;
  }

  deliver(message: number): void {
    this.delivered += 1;
    const before = this.#delivered[message];
    if (before === undefined) {
      this.foreign += 1;
      return;
    }
    if (before === 0 && this.#confirmed[message] === 1) this.missing -= 1;
    this.#delivered[message] = Math.min(255, before + 1);
  }

  /** Compares what was confirmed with what was delivered. */
  compare(): Comparison {
    const lost: number[] = [];
    let duplicates = 0;
    let lostCount = 0;
    this.#delivered.forEach((times, message) => {
      if (times > 1) duplicates += times - 1;
      if (times > 0 || this.#confirmed[message] === 0) return;
      lostCount += 1;
      if (lost.length < 10) lost.push(message);
    });
    return { lost: lostCount, firstLost: lost, duplicates };
  }
}

export interface Comparison {
  /** Confirmed and not delivered. */
  readonly lost: number;
  /** The first ten of them. */
  readonly firstLost: readonly number[];
  /** Deliveries beyond the first of each message: asked for again because its confirmation was lost. */
  readonly duplicates: number;
}
