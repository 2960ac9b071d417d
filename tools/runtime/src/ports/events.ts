import type { Envelope } from '@carveout/contract';
import type { UnreadableContent } from './dead-letters.ts';

/** One event, as saved in the outbox and carried to listeners. `payload` is a JSON value. */
export interface EventMessage {
  /** Unique; the same on every redelivery and republication. The inbox key is this id and the listener. */
  readonly id: string;
  /** The module whose contract declares the event. */
  readonly module: string;
  readonly event: string;
  readonly version: number;
  /** Events of one module with the same key are delivered to a listener in commit order. */
  readonly key: string;
  readonly payload: unknown;
  /** Epoch milliseconds at which it was recorded. */
  readonly at: number;
  readonly envelope: Omit<Envelope, 'deadline' | 'key'>;
}

/** A module's wish to hear an event. `listener` is unique within `module`. */
export interface Subscription {
  readonly module: string;
  readonly listener: string;
  readonly source: { readonly module: string; readonly event: string; readonly version: number };
}

/**
 * What became of one delivery.
 * - `done`: the effect happened (now or before); the adapter acknowledges.
 * - `set-aside`: the last try failed, and the module has no store that keeps it; the adapter keeps it as a dead letter with
 *   this reason, then acknowledges.
 * - `return`: this host is stopping, or the way it came is gone, and it is not handled; the adapter gives it back.
 */
export type DeliveryOutcome =
  { readonly kind: 'done' } | { readonly kind: 'set-aside'; readonly reason: string } | { readonly kind: 'return' };

/**
 * Handles one delivery: never rejects, retries inside. The runtime runs deliveries of one key one after the other in
 * the order in which it was called, and different keys in parallel; the adapter calls it in queue order.
 *
 * @param again true when it may have been delivered before: its tries are then counted in the database.
 * @param gone aborted when the outcome can no longer be told and the message will come again: it is not tried on.
 */
export type Deliver = (message: EventMessage, again?: boolean, gone?: AbortSignal) => Promise<DeliveryOutcome>;

/** What a link has set aside by itself for a listener of a module. */
export interface LinkDeadLetter {
  /** The message's id, or one that follows from its content. */
  readonly message: string;
  readonly listener: string;
  readonly reason: string;
  /** Where it came from, if that is known. */
  readonly queue?: string | undefined;
  readonly content: EventMessage | UnreadableContent;
}

/**
 * The event port.
 *
 * What an adapter promises:
 * - `publish` resolves once the message is durable at every subscription known to the broker (confirmed and not
 *   returned), in the order of the calls per key. It rejects with a coded error when that is not known; the outbox then
 *   publishes the same id again. It bounds what it holds in flight and waits beyond that.
 * - Nobody listening is success, once every module of the topology has `subscribed`. A broker may reject everything before
 *   that, and rejects what reaches nobody when somebody has listened and the way there is gone.
 * - A subscription outlives the process: events published while no host of the listening module runs are kept.
 * - At least once, in publish order per key, even when several replicas subscribe.
 * - Subscriptions that a module no longer has are left alone; deleting them is an operator's act.
 */
export interface EventLink {
  readonly name: string;
  /** @param modules all modules of the topology that say what they hear: any of them may listen. */
  start(modules?: readonly string[]): Promise<void>;
  /** @param again true when an earlier process may have published it. */
  publish(message: EventMessage, again?: boolean): Promise<void>;
  /** As `publish`, to one listener alone; deliveries of it say that they are such `again`. */
  redeliver(subscription: Subscription, message: EventMessage): Promise<void>;
  subscribe(subscription: Subscription, deliver: Deliver): Promise<Subscribed>;
  /** All subscriptions of the module have been made; it may have none. */
  subscribed(module: string): Promise<void>;
  /**
   * Hands over what the link itself has set aside for listeners of `module`, at least once: it lets a letter go when `keep`
   * resolves, and tries again when that rejects.
   */
  drain(module: string, keep: (letter: LinkDeadLetter) => Promise<void>): Promise<Subscribed>;
  health(): string | undefined;
  stop(graceMs: number): Promise<void>;
}

export interface Subscribed {
  /** Takes no more deliveries; resolves when those taken have been acknowledged or given back. */
  close(): Promise<void>;
}
