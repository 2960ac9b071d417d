import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import type { Publisher } from './publisher.ts';

/** Messages on their way at once. */
const LANES = 1_000;
/** Publishes each message until it is confirmed, as a relay does with the rows of an outbox. */
export class Flow {
  readonly #messages: number;
  readonly #publisher: Publisher;
  readonly #ledger: Ledger;
  readonly #restMs: number;
  readonly #again: number[] = [];
  #next = 0;
  #limit = 0;
  #changed = Promise.withResolvers<void>();
  /** How often a message had to be published again. */
  repeated = 0;

  /** @param restMs how long a lane rests after a message that was not confirmed: the broker may be down */
  constructor(messages: number, publisher: Publisher, ledger: Ledger, restMs = 300) {
    this.#messages = messages;
    this.#publisher = publisher;
    this.#ledger = ledger;
    this.#restMs = restMs;
  }

  /** Lets messages below this number go. */
  allow(limit: number): void {
    this.#limit = limit;
    this.#wake();
  }

  /** Resolves when all messages are confirmed. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: LANES }, () => this.#lane()));
  }

  /** Resolves when so many messages are confirmed. */
  async confirmed(count: number): Promise<void> {
    while (this.#ledger.confirmed < count) await sleep(5);
  }

  async #lane(): Promise<void> {
    while (this.#ledger.confirmed < this.#messages) {
      const message = this.#take();
      if (message === undefined) await this.#changed.promise;
      else await this.#publish(message);
    }
  }

  async #publish(message: number): Promise<void> {
    if (await this.#publisher.publish(message)) {
      this.#ledger.confirm(message);
      if (this.#ledger.confirmed === this.#messages) this.#wake();
      return;
    }
    this.repeated += 1;
    await sleep(this.#restMs);
    this.#again.push(message);
    this.#wake();
  }

  #take(): number | undefined {
    const again = this.#again.pop();
    if (again !== undefined) return again;
    if (this.#next >= this.#limit) return undefined;
    this.#next += 1;
    return this.#next - 1;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
