import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { availabilityOf } from '../errors/index.ts';
import { pause } from '../pause.ts';
import type { SagaRecord, SagaStore } from '../ports/index.ts';
import { advanceTo, positionOf } from './saga-position.ts';
import type { SagaPosition } from './saga-position.ts';

const MOST_TRIES = 12;

/**
 * Writes and reads where one claimed saga stands. While the database is away it asks again, for about as long as a lease
 * lasts: a write names the whole position and bears the claim's fence, so that repeating it changes nothing.
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

  /** False when another host has claimed the saga. */
  save(
    position: SagaPosition,
    extra: { readonly retryInMs?: number; readonly release?: boolean } = {},
  ): Promise<boolean> {
    const { id, fence } = this.#record;
    return this.#patiently(() => this.#store.advance(advanceTo(position, id, fence, extra)));
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
