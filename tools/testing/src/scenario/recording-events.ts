import { InProcessEvents } from '@carveout/runtime';
import type { Deliver, EventLink, EventMessage, Subscribed, Subscription } from '@carveout/runtime';

/** The in-process event link, and a record of what went over it. */
export class RecordingEvents implements EventLink {
  readonly name = 'in-process';
  readonly published: EventMessage[] = [];
  /** What listeners of modules without a store could not handle. */
  readonly setAside: { readonly message: EventMessage; readonly listener: string; readonly reason: string }[] = [];
  readonly #inner = new InProcessEvents((subscription, message, reason) => {
    this.setAside.push({ message, listener: subscription.listener, reason });
    return Promise.resolve();
  });

  start(): Promise<void> {
    return this.#inner.start();
  }
  async publish(message: EventMessage, again?: boolean): Promise<void> {
    // Published again under the same id after a failure: one event.
    if (this.published.every(({ id }) => id !== message.id)) this.published.push(message);
    await this.#inner.publish(message, again);
  }
  redeliver(subscription: Subscription, message: EventMessage): Promise<void> {
    return this.#inner.redeliver(subscription, message);
  }
  drain(): Promise<Subscribed> {
    return this.#inner.drain();
  }
  subscribe(subscription: Subscription, deliver: Deliver): Promise<Subscribed> {
    return this.#inner.subscribe(subscription, deliver);
  }
  subscribed(): Promise<void> {
    return this.#inner.subscribed();
  }
  health(): undefined {
    return undefined;
  }
  stop(): Promise<void> {
    return this.#inner.stop();
  }
}
