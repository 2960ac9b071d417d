import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { pause } from '../pause.ts';
import type { EventLink, EventMessage, OutboxStore } from '../ports/index.ts';

const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
const POLL_MS = 1_000;
const BATCH = 500;
const MOST_IN_FLIGHT = 2_000;

/**
 * Moves one module's outbox to the event link: one host at a time (by lease), in commit order per key. A row is marked
 * only after its publish was confirmed; what was not confirmed is published again under the same id.
 */
export class Relay {
  readonly #outbox: OutboxStore;
  readonly #link: EventLink;
  readonly #host: string;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<string>();
  #confirmed: string[] = [];
  #failures = 0;
  #wake: (() => void) | undefined;
  #woken = false;
  #leasedUntil = 0;
  #running: Promise<void> | undefined;

  constructor(outbox: OutboxStore, link: EventLink, host: string, log: Logger) {
    this.#outbox = outbox;
    this.#link = link;
    this.#host = host;
    this.#log = log;
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
    let failed = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        if (await this.#hold()) {
          const moved = await this.#round();
          failed = 0;
          if (moved) continue;
        }
        await this.#rest(POLL_MS);
      } catch (error) {
        this.#log.warn({ err: error }, 'outbox relay failed; it tries again');
        await pause(backoffMs(++failed, 100, 5_000), this.#stopping.signal);
      }
    }
  }

  /** Keeps the lease; renewed well before it runs out. */
  async #hold(): Promise<boolean> {
    const now = performance.now();
    if (now < this.#leasedUntil) return true;
    const held = await this.#outbox.acquire(this.#host, LEASE_MS);
    this.#leasedUntil = held ? now + RENEW_MS : 0;
    return held;
  }

  /** One pass: marks what was confirmed, sends what is next. True when there may be more to do at once. */
  async #round(): Promise<boolean> {
    this.#woken = false;
    await this.#markSent();
    if (this.#failures > 0) {
      // Order per key: nothing new goes out before everything in flight has settled and the failed rows are read again.
      if (this.#inFlight.size > 0) return false;
      await pause(backoffMs(this.#failures, 100, 5_000), this.#stopping.signal);
    }
    if (this.#inFlight.size >= MOST_IN_FLIGHT) return false;
    const rows = await this.#outbox.next(BATCH, this.#inFlight);
    for (const row of rows) this.#publish(row);
    return rows.length === BATCH;
  }

  #publish(message: EventMessage): void {
    this.#inFlight.add(message.id);
    this.#link.publish(message).then(
      () => {
        this.#confirmed.push(message.id);
        this.#failures = 0;
        this.#signal();
      },
      (error: unknown) => {
        this.#inFlight.delete(message.id);
        this.#failures++;
        if (!this.#stopping.signal.aborted)
          this.#log.warn({ err: error, message: message.id }, 'publish not confirmed; the outbox keeps it');
        this.#signal();
      },
    );
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
