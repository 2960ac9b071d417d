import { CarveoutError, eventReturned } from '../errors/index.ts';
import type { Deliver, DeliveryOutcome, EventLink, EventMessage, Subscribed, Subscription } from '../ports/index.ts';

/** Told of a message that a listener could not handle, and whose module has no store to keep it. */
export type SetAside = (subscription: Subscription, message: EventMessage, reason: string) => Promise<void>;

/**
 * Events between modules of one process, without a broker: the publisher's outbox is the queue. `publish` resolves when
 * every listener has handled the message or set it aside; the relay then lets the outbox row go. A subscription that was
 * closed is still one: what is published for it from then on is refused, and stays in the outbox for the next host.
 */
export class InProcessEvents implements EventLink {
  readonly name = 'in-process';
  readonly #setAside: SetAside;
  readonly #listeners = new Map<string, Map<string, LocalSubscription>>();
  #stopped = false;

  constructor(setAside: SetAside) {
    this.#setAside = setAside;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async publish(message: EventMessage, again = false): Promise<void> {
    if (this.#stopped) throw returned(message, 'this process has stopped');
    const listeners = this.#listeners.get(sourceKey(message.module, message.event, message.version));
    if (listeners === undefined) return;
    // Through JSON, as a broker would: listeners share nothing with each other or with the publisher.
    const text = JSON.stringify(message);
    // All of them, before it is known to have failed: what is published again must not meet its own first delivery.
    const results = await Promise.allSettled(
      [...listeners.values()].map((listener) => listener.take(JSON.parse(text) as EventMessage, again)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Resolves when the listener has handled it or set it aside. */
  async redeliver({ module, listener, source }: Subscription, message: EventMessage): Promise<void> {
    const name = `${module}.${listener}`;
    const local = this.#listeners.get(sourceKey(source.module, source.event, source.version))?.get(name);
    if (local === undefined || this.#stopped) throw returned(message, `${name} takes no more`);
    await local.take(message, true);
  }

  subscribe(subscription: Subscription, deliver: Deliver): Promise<Subscribed> {
    const { module, event, version } = subscription.source;
    const source = sourceKey(module, event, version);
    const listeners = this.#listeners.get(source) ?? new Map<string, LocalSubscription>();
    this.#listeners.set(source, listeners);
    const local = new LocalSubscription(subscription, deliver, this.#setAside);
    listeners.set(local.name, local);
    return Promise.resolve(local);
  }

  /** Nothing is relayed before all modules of the process have subscribed, and there are no others. */
  subscribed(): Promise<void> {
    return Promise.resolve();
  }

  /** It sets nothing aside by itself. */
  drain(): Promise<Subscribed> {
    return Promise.resolve({ close: () => Promise.resolve() });
  }

  health(): undefined {
    return undefined;
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return Promise.resolve();
  }
}

/** One listener of this process. */
class LocalSubscription implements Subscribed {
  readonly name: string;
  readonly #subscription: Subscription;
  readonly #deliver: Deliver;
  readonly #setAside: SetAside;
  readonly #taken = new Set<Promise<void>>();
  #closed = false;

  constructor(subscription: Subscription, deliver: Deliver, setAside: SetAside) {
    this.name = `${subscription.module}.${subscription.listener}`;
    this.#subscription = subscription;
    this.#deliver = deliver;
    this.#setAside = setAside;
  }

  async take(message: EventMessage, again: boolean): Promise<void> {
    if (this.#closed) throw returned(message, `${this.name} takes no more`);
    const settled = this.#settle(message, again);
    this.#taken.add(settled);
    try {
      await settled;
    } finally {
      this.#taken.delete(settled);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#taken);
  }

  async #settle(message: EventMessage, again: boolean): Promise<void> {
    const outcome: DeliveryOutcome = await this.#deliver(message, again);
    if (outcome.kind === 'set-aside') await this.#setAside(this.#subscription, message, outcome.reason);
    if (outcome.kind === 'return') throw returned(message, `${this.name} gave it back`);
  }
}

function returned({ module, event }: EventMessage, why: string): CarveoutError {
  return new CarveoutError(eventReturned, `${module}.${event}: ${why}; it stays in the outbox`);
}

function sourceKey(module: string, event: string, version: number): string {
  return `${module}.${event}.v${version}`;
}
