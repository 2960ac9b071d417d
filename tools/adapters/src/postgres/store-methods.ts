import type { Store } from '@carveout/runtime';
import type { RunningStore } from './running-store.ts';

/**
 * The store's methods, by way of what is running at the time. Async throughout, so that a store that is not running
 * rejects and never throws.
 */
export function storeMethods<Em>(
  live: () => RunningStore,
  onCommit: (wake: () => void) => void,
): Omit<Store<Em>, 'module' | 'writeRoom' | 'start' | 'stop' | 'health'> {
  return {
    reader: () => live().reader() as Em,
    // Em is what the module declared, which for this adapter is MikroORM's EntityManager.
    transaction: async (work) => live().transaction((em, effects) => work(em as Em, effects)),
    findOutcome: async (key) => live().findOutcome(key),
    isHandled: async (mark) => live().isHandled(mark),
    deliveries: {
      find: async (mark) => live().deliveries.find(mark),
      begin: async (mark, crashes) => live().deliveries.begin(mark, crashes),
      ended: async (mark, reason) => live().deliveries.ended(mark, reason),
      clear: async (mark) => live().deliveries.clear(mark),
    },
    deadLetters: {
      list: async (limit) => live().deadLetters.list(limit),
      replay: async (selection) => live().deadLetters.replay(selection),
      claimReplays: async (limit, leaseMs) => live().deadLetters.claimReplays(limit, leaseMs),
      sent: async (replay) => live().deadLetters.sent(replay),
      hold: async (letter) => live().deadLetters.hold(letter),
    },
    sizes: async () => live().sizes(),
    purge: async (olderThanMs) => live().purge(olderThanMs),
    outbox: {
      acquire: async (host, leaseMs) => live().outbox.acquire(host, leaseMs),
      release: async (host) => live().outbox.release(host),
      next: async (limit, published, busy) => live().outbox.next(limit, published, busy),
      sent: async (ids) => live().outbox.sent(ids),
      lag: async () => live().outbox.lag(),
      onCommit,
    },
    sagas: {
      find: async (key) => live().sagas.find(key),
      get: async (id) => live().sagas.get(id),
      claimDue: async (host, limit, leaseMs) => live().sagas.claimDue(host, limit, leaseMs),
      renew: async (held, leaseMs) => live().sagas.renew(held, leaseMs),
      advance: async (advance) => live().sagas.advance(advance),
    },
    schedules: {
      claim: async (schedule, dueAt, host, leaseMs) => live().schedules.claim(schedule, dueAt, host, leaseMs),
      done: async (schedule, dueAt) => live().schedules.done(schedule, dueAt),
      lastDone: async (schedule) => live().schedules.lastDone(schedule),
    },
  };
}
