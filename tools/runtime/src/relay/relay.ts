import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { pause } from '../pause.ts';
import type { EventLink, EventMessage, OutboxStore } from '../ports/index.ts';
import { KeyLanes } from './key-lanes.ts';

/** Default length of the lease, in ms; renewed three times within it. */
export const RELAY_LEASE_MS = 10_000;
const POLL_MS = 1_000;
const BATCH = 1_000;
/** While fewer rows than this are at hand, and the outbox is supposed to have more, it is read again. */
const AT_HAND = 1_000;
/** Rows that are read and not yet marked. */
const MOST_HELD = 8_000;
/** While so many keys rest, nothing is read: each takes memory, and makes each look dearer. */
const MOST_RESTING = 8_000;
const TELL_EVERY_MS = 1_000;
const REFUSED =
  'publish not confirmed; the outbox keeps it, and its key is tried again less and less often until it is';
/**
 * Moves one module's outbox to the event link: one host at a time (by lease), in commit order per key. A row is marked
 * only after its publish was confirmed; what was not confirmed is published again under the same id. It looks into the
 * outbox when it is told of a commit, when it must suppose that there is more than it has read, and once a second.
 */
export class Relay {
  readonly #outbox: OutboxStore;
  readonly #link: EventLink;
  readonly #host: string;
  readonly #log: Logger;
  readonly #leaseMs: number;
  readonly #stopping = new AbortController();
  readonly #lanes = new KeyLanes();
  /** Published and confirmed, not yet marked. */
  readonly #confirmed = new Set<string>();
  #look = true;
  /** The last look did not come to the end of the outbox. */
  #more = false;
  /** The first row of each key may have been on its way when another host died: until a look comes to the end of them. */
  #leavings = true;
  #lookedAt = 0;
  #wake: (() => void) | undefined;
  #woken = false;
  #renewAt = 0;
  /** From here on another host may relay: nothing is published or marked. By `performance.now()`. */
  #leaseEnds = 0;
  #running: Promise<void> | undefined;
  #toldAt = -Infinity;
  #untold = 0;

  constructor(outbox: OutboxStore, link: EventLink, host: string, log: Logger, leaseMs = RELAY_LEASE_MS) {
    this.#outbox = outbox;
    this.#link = link;
    this.#host = host;
    this.#log = log;
    this.#leaseMs = leaseMs;
  }

  /** Whether the lease is this host's. */
  get holds(): boolean {
    return !this.#stopping.signal.aborted && performance.now() < this.#leaseEnds;
  }

  start(): void {
    this.#outbox.onCommit(() => {
      this.#look = true;
      this.#signal();
    });
    this.#running = this.#run();
  }

  /** Sends nothing new, waits for what is in flight at most `graceMs`, gives the lease up. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#signal();
    await this.#running;
    const until = performance.now() + graceMs;
    for (;;) {
      try {
        if (this.#leaseEnds > 0 && (await this.#hold())) await this.#markSent();
      } catch (error) {
        this.#log.warn({ err: error }, 'published events not marked; they are published again under the same id');
      }
      if (this.#lanes.flying + this.#confirmed.size === 0 || this.#leaseEnds === 0 || performance.now() >= until) break;
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
        if (held) await this.#round();
        failed = 0;
        // Commits are the affair of the host that relays; this one only looks whether the lease is free.
        // By half a lease after its end it is found, so that a takeover takes less than two.
        if (!held) await pause(Math.min(POLL_MS, this.#leaseMs / 2), signal);
        else if (!this.#wantsLook()) await this.#rest();
      } catch (error) {
        this.#log.warn({ err: error }, 'outbox relay failed; it tries again');
        await pause(backoffMs(++failed, 100, 5_000), signal);
      }
    }
  }

  /** Keeps the lease; renewed well before it runs out. */
  async #hold(): Promise<boolean> {
    const now = performance.now();
    if (now < this.#renewAt) return true;
    const held = await this.#outbox.acquire(this.#host, this.#leaseMs);
    if (held && this.#leaseEnds <= now) {
      this.#look = this.#leavings = true;
      this.#lanes.leaveWaiting();
    }
    this.#renewAt = held ? now + this.#leaseMs / 3 : 0;
    // The database's clock starts the lease after this one did.
    this.#leaseEnds = held ? now + this.#leaseMs : 0;
    return held;
  }

  /** One pass: marks what was confirmed, sends what is next. */
  async #round(): Promise<void> {
    const lanes = this.#lanes;
    this.#woken = false;
    await this.#markSent();
    const now = performance.now();
    if (lanes.endRests() || now - this.#lookedAt >= POLL_MS) this.#look = true;
    if (!this.#wantsLook() || !this.holds) return;
    this.#look = this.#more = false;
    this.#lookedAt = now;
    try {
      const rows = await this.#outbox.next(BATCH, new Set([...this.#confirmed, ...lanes.held]), lanes.leftOut);
      this.#more = rows.length === BATCH;
      for (const row of rows) {
        // Asked for each: a process may stand still between any two of them.
        if (!this.holds) {
          this.#look = true;
          return;
        }
        if (!this.#confirmed.has(row.id) && lanes.take(row)) this.#publish(row, this.#leavings);
      }
      if (rows.length === BATCH) return;
      lanes.wasRead();
      this.#leavings = false;
    } catch (error) {
      this.#look = true;
      throw error;
    }
  }

  #wantsLook(): boolean {
    if (this.#lanes.resting >= MOST_RESTING) return false;
    const { size } = this.#lanes.held;
    return (this.#look && size + this.#confirmed.size < MOST_HELD) || (this.#more && size < AT_HAND);
  }

  #publish(message: EventMessage, again = false): void {
    this.#link.publish(message, again).then(
      () => {
        this.#confirmed.add(message.id);
        const { next, more } = this.#lanes.confirmed(message.key, this.holds);
        if (next !== undefined) this.#publish(next);
        if (more) this.#look = true;
        this.#signal();
      },
      (error: unknown) => {
        const begins = this.#lanes.refused(message.key);
        if (begins && !this.#stopping.signal.aborted) this.#tell(error, message);
        this.#signal();
      },
    );
  }

  /** When the broker goes, every key has a row that is refused: one line says it, and how many more there were. */
  #tell(error: unknown, { id, key }: EventMessage): void {
    const now = performance.now();
    if (now - this.#toldAt < TELL_EVERY_MS) return void (this.#untold += 1);
    this.#log.warn({ err: error, message: id, key, othersSince: this.#untold }, REFUSED);
    this.#toldAt = now;
    this.#untold = 0;
  }

  async #markSent(): Promise<void> {
    if (this.#confirmed.size === 0 || performance.now() >= this.#leaseEnds) return;
    const ids = [...this.#confirmed];
    await this.#outbox.sent(ids);
    for (const id of ids) this.#confirmed.delete(id);
  }

  /** Until there is something to do: a signal, the end of a key's rest, a lease to renew, a look after a while. */
  async #rest(): Promise<void> {
    if (this.#woken) return;
    const ms = Math.min(POLL_MS, this.#leaseMs / 3, this.#lanes.restEnds - performance.now());
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
