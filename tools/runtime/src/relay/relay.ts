import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { pause } from '../pause.ts';
import type { EventLink, EventMessage, OutboxStore } from '../ports/index.ts';

/** Default length of the lease, in ms; renewed three times within it. */
export const RELAY_LEASE_MS = 10_000;
const POLL_MS = 1_000;
const BATCH = 500;
const MOST_IN_FLIGHT = 2_000;

/** Messages of one key on their way. */
interface KeyInFlight {
  flying: number;
  /** One of them was not confirmed: no later one may go before it, so the key rests until all are read again. */
  failed: boolean;
}

/**
 * Moves one module's outbox to the event link: one host at a time (by lease), in commit order per key. A row is marked
 * only after its publish was confirmed; what was not confirmed is published again under the same id.
 */
export class Relay {
  readonly #outbox: OutboxStore;
  readonly #link: EventLink;
  readonly #host: string;
  readonly #log: Logger;
  readonly #leaseMs: number;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<string>();
  readonly #keys = new Map<string, KeyInFlight>();
  /** Keys with a failure of which nothing is on its way any more. */
  readonly #rested = new Set<string>();
  #confirmed: string[] = [];
  #failures = 0;
  #wake: (() => void) | undefined;
  #woken = false;
  #leasedUntil = 0;
  #running: Promise<void> | undefined;

  constructor(outbox: OutboxStore, link: EventLink, host: string, log: Logger, leaseMs = RELAY_LEASE_MS) {
    this.#outbox = outbox;
    this.#link = link;
    this.#host = host;
    this.#log = log;
    this.#leaseMs = leaseMs;
  }

  start(): void {
    this.#outbox.onCommit(() => this.#signal());
    this.#running = this.#run();
  }

  /** Sends nothing new, waits for what is in flight at most `graceMs`, gives the lease up. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#signal();
    await this.#running;
    const until = Date.now() + graceMs;
    for (;;) {
      await this.#markSent().catch((error: unknown) =>
        this.#log.warn({ err: error }, 'published events not marked; they are published again under the same id'),
      );
      if (this.#inFlight.size === 0 || Date.now() >= until) break;
      await pause(10);
    }
    await this.#outbox.release(this.#host).catch(() => undefined);
  }

  #signal(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let failed = 0;
    while (!signal.aborted) {
      try {
        const held = await this.#hold();
        const more = held && (await this.#round());
        failed = 0;
        if (more) continue;
        // Commits are the affair of the host that relays; this one only looks whether the lease is free.
        if (held) await this.#rest(POLL_MS);
        else await pause(Math.min(POLL_MS, this.#leaseMs), signal);
      } catch (error) {
        this.#log.warn({ err: error }, 'outbox relay failed; it tries again');
        await pause(backoffMs(++failed, 100, 5_000), signal);
      }
    }
  }

  /** Keeps the lease; renewed well before it runs out. */
  async #hold(): Promise<boolean> {
    const now = performance.now();
    if (now < this.#leasedUntil) return true;
    this.#leasedUntil = 0;
    const held = await this.#outbox.acquire(this.#host, this.#leaseMs);
    if (held) this.#leasedUntil = now + this.#leaseMs / 3;
    return held;
  }

  /** One pass: marks what was confirmed, sends what is next. True when there may be more to do at once. */
  async #round(): Promise<boolean> {
    const { signal } = this.#stopping;
    this.#woken = false;
    await this.#markSent();
    if (this.#failures > 0) await pause(backoffMs(this.#failures, 100, 5_000), signal);
    if (signal.aborted || this.#inFlight.size >= MOST_IN_FLIGHT) return false;
    // Not those that land while the rows are read: what failed just then is missing among them.
    for (const key of this.#rested) this.#keys.delete(key);
    this.#rested.clear();
    const rows = await this.#outbox.next(BATCH, this.#inFlight);
    if (signal.aborted) return false;
    let published = 0;
    for (const row of rows) {
      if (this.#keys.get(row.key)?.failed === true) continue;
      this.#publish(row);
      published++;
    }
    return rows.length === BATCH && published > 0;
  }

  #publish(message: EventMessage): void {
    let key = this.#keys.get(message.key);
    if (key === undefined) this.#keys.set(message.key, (key = { flying: 0, failed: false }));
    key.flying++;
    this.#inFlight.add(message.id);
    this.#link.publish(message).then(
      () => {
        this.#confirmed.push(message.id);
        this.#failures = 0;
        this.#landed(message.key, key);
      },
      (error: unknown) => {
        this.#inFlight.delete(message.id);
        this.#failures++;
        key.failed = true;
        if (!this.#stopping.signal.aborted)
          this.#log.warn({ err: error, message: message.id }, 'publish not confirmed; the outbox keeps it');
        this.#landed(message.key, key);
      },
    );
  }

  #landed(name: string, key: KeyInFlight): void {
    if (--key.flying === 0) {
      if (key.failed) this.#rested.add(name);
      else this.#keys.delete(name);
    }
    this.#signal();
  }

  async #markSent(): Promise<void> {
    if (this.#confirmed.length === 0) return;
    const ids = this.#confirmed;
    this.#confirmed = [];
    try {
      await this.#outbox.sent(ids);
      for (const id of ids) this.#inFlight.delete(id);
    } catch (error) {
      this.#confirmed.push(...ids);
      throw error;
    }
  }

  async #rest(ms: number): Promise<void> {
    if (this.#woken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
