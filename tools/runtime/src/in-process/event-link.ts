import { CarveoutError, eventReturned } from '../errors/index.ts';
import type { Deliver, DeliveryOutcome, EventLink, EventMessage, Subscribed, Subscription } from '../ports/index.ts';

/** Keeps a message that a listener could not handle. */
export type SetAside = (subscription: Subscription, message: EventMessage, reason: string) => Promise<void>;

/**
 * Events between modules of one process, without a broker: the publisher's outbox is the queue. `publish` resolves when
 * every listener has handled the message or set it aside; the relay then lets the outbox row go.
 */
export class InProcessEvents implements EventLink {
  readonly name = 'in-process';
  readonly #setAside: SetAside;
  readonly #listeners = new Map<
    string,
    Map<string, { readonly subscription: Subscription; readonly deliver: Deliver }>
  >();

  constructor(setAside: SetAside) {
    this.#setAside = setAside;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async publish(message: EventMessage): Promise<void> {
    const listeners = this.#listeners.get(sourceKey(message.module, message.event, message.version));
    if (listeners === undefined) return;
    // Through JSON, as a broker would: listeners share nothing with each other or with the publisher.
    const text = JSON.stringify(message);
    await Promise.all(
      [...listeners.values()].map(async ({ subscription, deliver }) => {
        const copy = JSON.parse(text) as EventMessage;
        await this.#settle(subscription, copy, await deliver(copy));
      }),
    );
  }

  subscribe(subscription: Subscription, deliver: Deliver): Promise<Subscribed> {
    const { module, event, version } = subscription.source;
    const source = sourceKey(module, event, version);
    const listeners = this.#listeners.get(source) ?? new Map();
    this.#listeners.set(source, listeners);
    const name = `${subscription.module}.${subscription.listener}`;
    listeners.set(name, { subscription, deliver });
    return Promise.resolve({
      close: () => {
        listeners.delete(name);
        return Promise.resolve();
      },
    });
  }

  health(): undefined {
    return undefined;
  }

  stop(): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }

  async #settle(subscription: Subscription, message: EventMessage, outcome: DeliveryOutcome): Promise<void> {
    if (outcome.kind === 'set-aside') await this.#setAside(subscription, message, outcome.reason);
    if (outcome.kind === 'return') {
      throw new CarveoutError(
        eventReturned,
        `${subscription.module}.${subscription.listener} gave ${message.module}.${message.event} back; it stays in the outbox`,
      );
    }
  }
}

function sourceKey(module: string, event: string, version: number): string {
  return `${module}.${event}.v${version}`;
}
