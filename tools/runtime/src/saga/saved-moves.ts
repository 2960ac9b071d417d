import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { availabilityOf } from '../errors/index.ts';
import { pause } from '../pause.ts';
import type { SagaRecord, SagaStore } from '../ports/index.ts';
import { advanceTo, positionOf } from './saga-position.ts';
import type { SagaPosition } from './saga-position.ts';

const MOST_TRIES = 12;

/**
 * Writes and reads where one claimed saga stands. While the database is away it asks again, for about half a minute: a
 * write names the whole position, the place it leaves and the claim's fence, so that repeating it changes nothing.
 */
export class SavedMoves {
  readonly #store: SagaStore;
  readonly #record: SagaRecord;
  readonly #halted: AbortSignal;
  readonly #log: Logger;

  constructor(store: SagaStore, record: SagaRecord, halted: AbortSignal, log: Logger) {
    this.#store = store;
    this.#record = record;
    this.#halted = halted;
    this.#log = log;
  }

  /**
   * Resolves with where the saga then is: elsewhere, and not released, when a write that was given up had moved it on.
   * Undefined when another host has claimed it.
   */
  async save(
    from: SagaPosition,
    to: SagaPosition,
    extra: { readonly retryInMs?: number; readonly release?: boolean } = {},
  ): Promise<SagaPosition | undefined> {
    const { id, fence } = this.#record;
    const saved = await this.#patiently(() => this.#store.advance(advanceTo(to, from, id, fence, extra)));
    return saved ? to : this.read();
  }

  /** Undefined when another host has claimed the saga. */
  async read(): Promise<SagaPosition | undefined> {
    const record = await this.#patiently(() => this.#store.get(this.#record.id));
    return record?.fence === this.#record.fence ? positionOf(record) : undefined;
  }

  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        if (availabilityOf(error) === undefined || attempt >= MOST_TRIES || this.#halted.aborted) throw error;
        this.#log.warn({ err: error, attempt }, 'saga waits for its database');
        await pause(backoffMs(attempt, 100, 5_000), this.#halted);
      }
    }
  }
}
