import type { DeadLetter, DeliveryStore, Effects, InboxMark, Store } from '../ports/index.ts';
import type { PlaceLine } from './places.ts';

/**
 * Its module's store as one delivery uses it: with a place for each use, and no place, or connection, between them. A place
 * is had only while the database works, or the listener in its transaction: whatever else a listener waits for, be it other
 * listeners, cannot be waiting for that place.
 */
export class PlacedStore {
  readonly #store: Store;
  readonly #line: PlaceLine;
  #deliveries: DeliveryStore | undefined;
  #begins = false;
  #waiting = 0;
  #waitsSince = 0;
  #waitedMs = 0;

  constructor(store: Store, line: PlaceLine) {
    this.#store = store;
    this.#line = line;
  }

  get deliveries(): DeliveryStore {
    return (this.#deliveries ??= new PlacedDeliveries(this, this.#store.deliveries));
  }

  /** For how long it has waited for places, in ms: time that is not the listener's. */
  get waitedMs(): number {
    return this.#waiting === 0 ? this.#waitedMs : this.#waitedMs + performance.now() - this.#waitsSince;
  }

  /**
   * Waits for the place in which a try begins; it is kept until `leave`. False when the try is not to begin: the listener
   * stops, or `gone` is aborted.
   */
  async begin(gone: AbortSignal | undefined): Promise<boolean> {
    this.#begins = await this.#timed(this.#line.begin(gone));
    return this.#begins;
  }

  /** As `begin`, for a try that others wait for already: it goes before those that begin, and is not sent away. */
  async beginNext(): Promise<void> {
    this.#begins = await this.#timed(this.#line.goOn());
  }

  /** Gives back what `begin` got, if it did. */
  leave(): void {
    if (!this.#begins) return;
    this.#begins = false;
    this.#line.leave();
  }

  /** Takes over the place that the try began in, if it still has that. */
  async transaction<T>(work: (em: unknown, effects: Effects) => Promise<T>): Promise<T> {
    if (!this.#begins) await this.#timed(this.#line.goOn());
    this.#begins = false;
    try {
      return await this.#store.transaction(work);
    } finally {
      this.#line.leave();
    }
  }

  isHandled(mark: InboxMark): Promise<boolean> {
    return this.during(() => this.#store.isHandled(mark));
  }

  hold(letter: DeadLetter): Promise<void> {
    return this.during(() => this.#store.deadLetters.hold(letter));
  }

  /** In the place that the try begins in, or in one of its own. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#begins) return work();
    await this.#timed(this.#line.goOn());
    try {
      return await work();
    } finally {
      this.#line.leave();
    }
  }

  async #timed(place: boolean | Promise<boolean>): Promise<boolean> {
    if (typeof place === 'boolean') return place;
    if (this.#waiting++ === 0) this.#waitsSince = performance.now();
    const admitted = await place;
    if (--this.#waiting === 0) this.#waitedMs += performance.now() - this.#waitsSince;
    return admitted;
  }
}

class PlacedDeliveries implements DeliveryStore {
  readonly #placed: PlacedStore;
  readonly #deliveries: DeliveryStore;

  constructor(placed: PlacedStore, deliveries: DeliveryStore) {
    this.#placed = placed;
    this.#deliveries = deliveries;
  }

  find(mark: InboxMark): ReturnType<DeliveryStore['find']> {
    return this.#placed.during(() => this.#deliveries.find(mark));
  }
  begin(mark: InboxMark, crashes: number): Promise<void> {
    return this.#placed.during(() => this.#deliveries.begin(mark, crashes));
  }
  ended(mark: InboxMark, reason?: string): Promise<void> {
    return this.#placed.during(() => this.#deliveries.ended(mark, reason));
  }
  clear(mark: InboxMark): Promise<void> {
    return this.#placed.during(() => this.#deliveries.clear(mark));
  }
}
