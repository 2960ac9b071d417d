import type { Store } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { storeNotRunning } from './errors/carv-512-store-not-running.ts';
import type { ServerAddress } from './address/server-address.ts';
import type { Access } from './lifecycle/access.ts';
import { givenAddresses, refuseStrongRole, resolveAccess } from './lifecycle/access.ts';
import { bringUpToDate } from './lifecycle/bring-up-to-date.ts';
import { untilReachable } from './lifecycle/until-reachable.ts';
import type { PostgresStoreOptions } from './options.ts';
import { connectionSettings } from './options.ts';
import type { RunningStore } from './running-store.ts';
import { openStore } from './running-store.ts';
import { schemaNames } from './schema/names.ts';
import { storeMethods } from './store-methods.ts';

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
  const { module } = options;
  const { given } = givenAddresses(options);
  const wakes = new Set<() => void>();
  const wake = (): void => wakes.forEach((one) => one());
  let running: RunningStore | undefined;
  let starting: { readonly done: Promise<void>; readonly abort: AbortController } | undefined;
  let state = 'not started';

  const live = (): RunningStore => {
    if (running !== undefined) return running;
    throw new CarveoutError(
      storeNotRunning,
      `The store of module ${module} is ${state}. Start it before use, and use it no more once stopped.`,
      { availability: 'away' },
    );
  };
  const begin = (): NonNullable<typeof starting> => {
    const abort = new AbortController();
    const open = async (): Promise<void> => {
      running = await startStore(options, given, wake, abort.signal);
    };
    return { done: open().finally(() => (starting = undefined)), abort };
  };
  return {
    module,
    writeRoom: {
      size: connectionSettings(options).poolSize.write,
      get free() {
        return running?.free ?? 0;
      },
    },
    async start() {
      if (running !== undefined) return;
      starting ??= begin();
      await starting.done;
    },
    async stop() {
      starting?.abort.abort();
      await starting?.done.catch(() => undefined);
      const stopping = running;
      running = undefined;
      state = 'stopped';
      await stopping?.stop();
    },
    health: () => (running === undefined ? state : running.health()),
    ...storeMethods<Em>(live, (one) => void wakes.add(one)),
  };
}

async function startStore<Em>(
  options: PostgresStoreOptions<Em>,
  given: ServerAddress,
  wake: () => void,
  signal: AbortSignal,
): Promise<RunningStore> {
  const { module, persistence, log } = options;
  const names = schemaNames(module, given.database);
  const settings = connectionSettings(options);
  const place = { module, label: given.label };
  const attempt = async (): Promise<Access> => {
    const access = await resolveAccess(options, names, settings);
    if (!settings.production && options.asItIs !== true)
      await bringUpToDate({ access, names, persistence, settings, log });
    else if (access.admin === undefined) await refuseStrongRole(access, names, settings);
    return access;
  };
  const access = await untilReachable({ place, withinMs: settings.startWithinMs, log, signal }, attempt);
  return openStore({ access, names, persistence, settings, log, wake });
}
