import type { HostedModule } from '../pipeline/hosted-module.ts';
import { pause } from '../pause.ts';
import type { ClaimedReplay, EventLink, Store, Subscription } from '../ports/index.ts';
import { KeyedQueue } from './keyed-queue.ts';

const POLL_MS = 2_000;
const BATCH = 100;
/** Should this host die, others give the letter to its listener after so long. */
const LEASE_MS = 30_000;

/**
 * Gives dead letters that an operator has had replayed to their listeners again, through the link: so that a message waits
 * for others of its key, and is counted, as any that comes again. A letter goes when its listener has handled it.
 */
export class Replayer {
  readonly #host: HostedModule;
  readonly #store: Store;
  readonly #link: EventLink;
  readonly #subscriptions: ReadonlyMap<string, Subscription>;
  readonly #stopping = new AbortController();
  readonly #keys = new KeyedQueue();
  readonly #underWay = new Set<string>();
  #running: Promise<void> = Promise.resolve();

  constructor(host: HostedModule, store: Store, link: EventLink, subscriptions: readonly Subscription[]) {
    this.#host = host;
    this.#store = store;
    this.#link = link;
    this.#subscriptions = new Map(subscriptions.map((subscription) => [subscription.listener, subscription]));
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Takes no more; what is under way ends with the link. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const replays = await this.#store.deadLetters.claimReplays(BATCH, LEASE_MS);
        for (const replay of replays) this.#begin(replay);
        if (replays.length === BATCH) continue;
      } catch (error) {
        this.#host.log.debug({ err: error }, 'dead letters to be replayed not looked for');
      }
      await pause(POLL_MS, signal);
    }
  }

  #begin(replay: ClaimedReplay): void {
    const name = `${replay.listener} ${replay.event.id}`;
    // Without a broker it is under way for as long as it is handled, which may take longer than the lease.
    if (this.#underWay.has(name)) return;
    this.#underWay.add(name);
    void this.#keys
      .run(`${replay.listener} ${replay.event.key}`, () => this.#replay(replay))
      .then(() => this.#underWay.delete(name));
  }

  async #replay(replay: ClaimedReplay): Promise<void> {
    const { log } = this.#host;
    const { listener, event } = replay;
    const subscription = this.#subscriptions.get(listener);
    if (this.#stopping.signal.aborted) return;
    try {
      if (subscription === undefined) return await this.#setAsideAgain(replay);
      await this.#link.redeliver(subscription, event);
      await this.#store.deadLetters.sent(replay);
    } catch (error) {
      log.warn({ err: error, listener, message: event.id }, 'a dead letter was not replayed; it is tried again');
    }
  }

  /** Nobody would ever handle it, and it would be looked at for ever. */
  async #setAsideAgain({ listener, event }: ClaimedReplay): Promise<void> {
    const { log, name, origin } = this.#host;
    const mark = { message: event.id, listener };
    const reason = `${name} has no listener '${listener}'`;
    await this.#store.transaction(async (_em, effects) => {
      effects.inbox = { ...mark, suspect: false };
      effects.deadLetter = { ...mark, reason, origin, attempts: 0, content: event };
    });
    log.error({ listener, message: event.id, reason }, 'a dead letter that was to be replayed is set aside again');
  }
}
