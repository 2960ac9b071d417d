import type { EventLink, Store } from '@carveout/runtime';
import type * as Postgres from '@carveout/adapters/postgres';
import type * as Rabbitmq from '@carveout/adapters/rabbitmq';

/**
 * What takes away the parts that make messages safe, for the run that the checker must find faulty. It wraps the
 * adapters from outside, and no product code knows of it: no setting can bring it about in a shop.
 */

/**
 * As clients do that write in batches. Were each event written at once, a process would have to die within the same
 * millisecond for one to be lost, and short runs would find nothing.
 */
const LINGER_MS = 1_000;

/** Confirms off: an event counts as published once the link has been told of it. */
export function carelessBroker({ createRabbitmq }: typeof Rabbitmq): Pick<typeof Rabbitmq, 'createRabbitmq'> {
  return {
    createRabbitmq: (options) => {
      const { calls, events } = createRabbitmq(options);
      return { calls, events: withoutConfirms(events) };
    },
  };
}

/** Inbox off: nobody remembers which messages were handled. */
export function carelessStore(adapter: typeof Postgres): typeof Postgres {
  return { ...adapter, createPostgresStore: (options) => withoutInbox(adapter.createPostgresStore(options)) };
}

/** Drain off: told to stop, a process ends in the middle of what it does. */
export function stopAtOnce(): void {
  process.on('SIGTERM', () => process.exit(0));
}

/** @param lingerMs how long an event waits in memory to be sent with others */
export function withoutConfirms(link: EventLink, lingerMs = LINGER_MS): EventLink {
  return overlaid(link, {
    publish: (message) => {
      setTimeout(() => void link.publish(message).catch(() => undefined), lingerMs);
      return Promise.resolve();
    },
  });
}

export function withoutInbox<Em>(store: Store<Em>): Store<Em> {
  return overlaid(store, {
    isHandled: () => Promise.resolve(false),
    transaction: (work) =>
      store.transaction(async (em, effects) => {
        const result = await work(em, effects);
        effects.inbox = undefined;
        return result;
      }),
  });
}

/** An object with some methods replaced; the others run on the original, as its private fields ask. */
function overlaid<T extends object>(original: T, replaced: Partial<T>): T {
  return new Proxy(original, {
    get: (target, name) => {
      const own = Reflect.get(replaced, name) as unknown;
      if (own !== undefined) return own;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}
