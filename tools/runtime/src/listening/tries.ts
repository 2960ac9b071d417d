import { CarveoutError, processEnder } from '../errors/index.ts';
import type { DeliveryRecord, DeliveryStore, InboxMark } from '../ports/index.ts';

/**
 * The tries of one delivery. A message that has given no reason for suspicion is not counted in the database, and costs it
 * nothing: suspect is one that was delivered before, or that has failed.
 */
export class Tries {
  readonly #store: { readonly deliveries: DeliveryStore } | undefined;
  readonly #mark: InboxMark;
  readonly #mostCrashes: number;
  #suspect: boolean;
  #looked: boolean;
  #record: DeliveryRecord | undefined;
  #began = false;
  #stops = false;
  #failedAt: number | undefined;
  #count = 0;
  #failures = 0;

  /** @param again it may have been delivered before. */
  constructor(
    store: { readonly deliveries: DeliveryStore } | undefined,
    mark: InboxMark,
    again: boolean,
    mostCrashes: number,
  ) {
    this.#store = store;
    this.#mark = mark;
    this.#mostCrashes = mostCrashes;
    this.#suspect = again && store !== undefined;
    this.#looked = !this.#suspect;
  }

  /** Whether anything is, or may be, kept about it. */
  get suspect(): boolean {
    return this.#suspect;
  }
  /** Failures that count, of earlier deliveries too. */
  get failures(): number {
    return this.#failures;
  }
  /** All tries, as far as they are known. */
  get count(): number {
    return this.#count;
  }
  /** Epoch ms. */
  get firstAt(): number | undefined {
    return this.#record?.firstAt ?? this.#failedAt;
  }
  /** Why it failed the last time that anybody saw. */
  get reason(): string | undefined {
    return this.#record?.reason;
  }

  /**
   * Whether the next try has to run alone: a try before it has begun, and nobody saw its end.
   *
   * @throws CarveoutError CARV-422 when the process has ended too often under it.
   */
  async mustBeAlone(): Promise<boolean> {
    if (!this.#looked) {
      this.#record = await this.#store!.deliveries.find(this.#mark);
      this.#count = this.#record?.attempts ?? 0;
      this.#failures = this.#record?.failures ?? 0;
      this.#looked = true;
    }
    if (this.#began || this.#record?.begun !== true) return false;
    const { crashes } = this.#record;
    if (crashes < this.#mostCrashes) return true;
    // Who holds it looks again: somebody may have let it go.
    this.#looked = false;
    throw new CarveoutError(
      processEnder,
      `the process ended ${crashes} times while ${this.#mark.listener} handled it with nothing beside it`,
    );
  }

  /** To be called before a try, with nothing between them. */
  async begin(alone: boolean): Promise<void> {
    // A number, not one more: it may be written twice, when the first answer is lost.
    if (this.#suspect) await this.#store!.deliveries.begin(this.#mark, alone ? (this.#record?.crashes ?? 0) + 1 : 0);
    this.#began = true;
    this.#count++;
    if (this.#stops) await this.hostStops();
  }

  /**
   * The try has failed. Never rejects: what cannot be written down is remembered here.
   * @param reason undefined when it does not count.
   */
  async failed(reason: string | undefined, last: boolean): Promise<void> {
    this.#failedAt ??= Date.now();
    if (reason !== undefined) this.#failures++;
    if (last || this.#store === undefined) return;
    if (reason !== undefined) this.#suspect = true;
    if (this.#suspect && (this.#began || reason !== undefined))
      await this.#store.deliveries.ended(this.#mark, reason).catch(nothing);
  }

  /** The host stops, and may be ended before the try is: that must not look like the message's doing. */
  async hostStops(): Promise<void> {
    this.#stops = true;
    if (this.#suspect && this.#began) await this.#store!.deliveries.ended(this.#mark).catch(nothing);
  }

  /** It was handled by another delivery. */
  async handledElsewhere(): Promise<void> {
    if (this.#suspect) await this.#store!.deliveries.clear(this.#mark).catch(nothing);
  }
}

const nothing = (): void => undefined;
