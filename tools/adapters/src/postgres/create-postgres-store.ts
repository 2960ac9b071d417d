import type { Store } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { storeNotRunning } from './errors/carv-512-store-not-running.ts';
import { givenAddresses, refuseStrongRole, resolveAccess } from './lifecycle/access.ts';
import { bringUpToDate } from './lifecycle/bring-up-to-date.ts';
import { untilReachable } from './lifecycle/until-reachable.ts';
import type { PostgresStoreOptions } from './options.ts';
import { connectionSettings } from './options.ts';
import type { RunningStore } from './running-store.ts';
import { openStore } from './running-store.ts';
import { schemaNames } from './schema/names.ts';

/**
 * One module's data in PostgreSQL: a schema of its own, reached with a role that may read and write rows there and
 * nothing else. Nothing is connected before start().
 *
 * `start()` tries for `startWithinMs` to reach the database. In development it then makes roles, schema and tables as
 * far as they are missing; in production it changes nothing, and `health()` names the migrations that are missing until
 * they are there.
 *
 * @throws CarveoutError CARV-507 at once when an address is wrong; CARV-508 in production when it is not safe.
 */
export function createPostgresStore<Em = EntityManager>(options: PostgresStoreOptions<Em>): Store<Em> {
  const { module, persistence, log } = options;
  const { given } = givenAddresses(options);
  const names = schemaNames(module, given.database);
  const settings = connectionSettings(options);
  const place = { module, label: given.label };
  const wakes = new Set<() => void>();
  let running: RunningStore | undefined;
  let state = 'not started';

  const store = (): RunningStore => {
    if (running !== undefined) return running;
    throw new CarveoutError(
      storeNotRunning,
      `The store of module ${module} is ${state}. Start it before use, and use it no more once stopped.`,
    );
  };
  const start = async (): Promise<void> => {
    const access = await untilReachable(place, settings.startWithinMs, async () => {
      const resolved = await resolveAccess(options, names, settings);
      if (!settings.production) await bringUpToDate({ access: resolved, names, persistence, settings, log });
      else if (resolved.admin === undefined) await refuseStrongRole(resolved, names, settings);
      return resolved;
    });
    running = await openStore({
      access,
      names,
      persistence,
      settings,
      log,
      wake: () => wakes.forEach((wake) => wake()),
    });
  };
  return {
    module,
    async start() {
      if (running === undefined) await start();
    },
    async stop() {
      const stopping = running;
      running = undefined;
      state = 'stopped';
      await stopping?.stop();
    },
    health: () => (running === undefined ? state : running.health()),
    reader: () => store().reader() as Em,
    // Typed by what the module declared; it is MikroORM's EntityManager of PostgreSQL.
    transaction: async (work) => store().transaction((em, effects) => work(em as Em, effects)),
    findOutcome: async (key) => store().findOutcome(key),
    isHandled: async (mark) => store().isHandled(mark),
    saveDeadLetter: async (letter) => store().saveDeadLetter(letter),
    purge: async (olderThanMs) => store().purge(olderThanMs),
    outbox: {
      acquire: async (host, leaseMs) => store().outbox.acquire(host, leaseMs),
      release: async (host) => store().outbox.release(host),
      next: async (limit, inFlight) => store().outbox.next(limit, inFlight),
      sent: async (ids) => store().outbox.sent(ids),
      lag: async () => store().outbox.lag(),
      onCommit: (wake) => void wakes.add(wake),
    },
    sagas: {
      find: async (key) => store().sagas.find(key),
      get: async (id) => store().sagas.get(id),
      claimDue: async (host, limit, leaseMs) => store().sagas.claimDue(host, limit, leaseMs),
      renew: async (id, fence, leaseMs) => store().sagas.renew(id, fence, leaseMs),
      advance: async (advance) => store().sagas.advance(advance),
    },
    schedules: {
      claim: async (schedule, dueAt, host, leaseMs) => store().schedules.claim(schedule, dueAt, host, leaseMs),
      done: async (schedule, dueAt) => store().schedules.done(schedule, dueAt),
      lastDone: async (schedule) => store().schedules.lastDone(schedule),
    },
  };
}
