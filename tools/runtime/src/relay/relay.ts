import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import { pause } from '../pause.ts';
import type { EventLink, EventMessage, OutboxStore } from '../ports/index.ts';
import { OUTBOX_LOOK_BYTES } from '../ports/index.ts';
import { KeyLanes } from './key-lanes.ts';

/** Default length of the lease, in ms; renewed three times within it. */
export const RELAY_LEASE_MS = 10_000;
const POLL_MS = 1_000;
const BATCH = 1_000;
/** While fewer rows than this are at hand, and the outbox is supposed to have more, it is read again. */
const AT_HAND = 1_000;
const AT_HAND_BYTES = OUTBOX_LOOK_BYTES;
/** Rows that are read and not yet marked. */
const MOST_HELD = 8_000;
/** One look may add its own to that. */
const MOST_HELD_BYTES = 4 * OUTBOX_LOOK_BYTES;
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
  /** The link refused what it was given, after a while in which it confirmed nothing. */
  #refuses = false;
  #confirmedAt = -Infinity;
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
      const held = new Set([...this.#confirmed, ...lanes.held.keys()]);
      const { messages, bytes, more } = await this.#outbox.next(this.#isDown() ? 1 : BATCH, held, lanes.leftOut);
      this.#more = more;
      for (const [index, row] of messages.entries()) {
        // Asked for each: a process may stand still between any two of them.
        if (!this.holds) {
          this.#look = true;
          return;
        }
        if (!this.#confirmed.has(row.id) && lanes.take(row, bytes[index])) this.#publish(row, this.#leavings);
      }
      if (more) return;
      lanes.wasRead();
      this.#leavings = false;
    } catch (error) {
      this.#look = true;
      throw error;
    }
  }

  #wantsLook(): boolean {
    if (this.#lanes.resting >= MOST_RESTING) return false;
    if (this.#isDown() && performance.now() - this.#lookedAt < POLL_MS) return false;
    const { bytes, held } = this.#lanes;
    if (bytes >= MOST_HELD_BYTES) return false;
    if (this.#look && held.size + this.#confirmed.size < MOST_HELD) return true;
    return this.#more && held.size < AT_HAND && bytes < AT_HAND_BYTES;
  }

  /**
   * Whether to publish is of no use for now, so that no rows are read for it again and again: one a second, to see. The
   * link's health alone does not tell: it is also that of listeners.
   */
  #isDown(): boolean {
    return this.#refuses && this.#link.health() !== undefined;
  }

  #publish(message: EventMessage, again = false): void {
    this.#link.publish(message, again).then(
      () => {
        this.#confirmed.add(message.id);
        this.#confirmedAt = performance.now();
        this.#refuses = false;
        const { next, more } = this.#lanes.confirmed(message.key, this.holds);
        if (next !== undefined) this.#publish(next);
        if (more) this.#look = true;
        this.#signal();
      },
      (error: unknown) => {
        const begins = this.#lanes.refused(message.key);
        if (performance.now() - this.#confirmedAt > POLL_MS) this.#refuses = true;
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
