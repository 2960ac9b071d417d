import type { Effects, Persistence, SagaStore, ScheduleStore, Store } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { clientConfig } from './connection/client-config.ts';
import { createPool } from './connection/connection-pool.ts';
import { createOrm } from './connection/orm.ts';
import { finalStatements } from './effects/final-statements.ts';
import type { Access } from './lifecycle/access.ts';
import { createCheck } from './lifecycle/check.ts';
import { createHealthWatch } from './lifecycle/health-watch.ts';
import type { ConnectionSettings, PostgresStoreOptions } from './options.ts';
import type { SchemaNames } from './schema/names.ts';
import { deadLetterStore } from './tables/dead-letters.ts';
import { deliveryStore } from './tables/deliveries.ts';
import { inboxReader } from './tables/inbox.ts';
import { outboxRows } from './tables/outbox.ts';
import type { OutboxRows } from './tables/outbox.ts';
import { outcomeReader } from './tables/outcomes.ts';
import { purger } from './tables/purge.ts';
import { sagaStore } from './tables/sagas.ts';
import { scheduleStore } from './tables/schedules.ts';
import { storeSizes } from './tables/sizes.ts';
import { runTransaction } from './transaction.ts';
import { createOutboxWake } from './wake/outbox-wake.ts';

export interface RunningParts {
  readonly access: Access;
  readonly names: SchemaNames;
  readonly persistence: Persistence;
  readonly settings: ConnectionSettings;
  readonly log: PostgresStoreOptions<never>['log'];
  /** Tells those that wait for commits. */
  readonly wake: () => void;
}

type Plain = Pick<
  Store<EntityManager>,
  'reader' | 'findOutcome' | 'isHandled' | 'deliveries' | 'deadLetters' | 'sizes' | 'purge' | 'health'
>;

/** What a store is between start and stop. */
export interface RunningStore extends Plain {
  transaction<T>(work: (em: EntityManager, effects: Effects) => Promise<T>): Promise<T>;
  readonly outbox: OutboxRows;
  readonly sagas: SagaStore;
  readonly schedules: ScheduleStore;
  /** Connections to write that nobody has or waits for. */
  readonly free: number;
  stop(): Promise<void>;
}

/** How long stop() waits for transactions before it cuts their connections, in ms. */
const STOP_GRACE_MS = 5_000;

/** Opens what a store needs. Connections are made when first used, and once for the first check. */
export async function openStore(parts: RunningParts): Promise<RunningStore> {
  const { access, names, persistence, settings, log, wake } = parts;
  const base = { address: access.runtime, names, settings, log };
  const write = createPool({ ...base, max: settings.poolSize.write });
  const read = createPool({ ...base, max: settings.poolSize.read, readOnly: true });
  const orms = {
    write: createOrm(write, names, persistence.entities),
    read: createOrm(read, names, persistence.entities),
  };
  const freshMs = settings.healthEveryMs;
  const check = createCheck({ access, names, persistence, pools: { write, read }, freshMs });
  const health = createHealthWatch({ check, everyMs: settings.healthEveryMs, module: names.module, log });
  const waking = createOutboxWake({
    pool: write,
    config: clientConfig(access.runtime, names, settings),
    channel: names.channel,
    wake,
  });
  const rows = outboxRows(write, names.schema);
  const transactionParts = {
    orm: orms.write,
    pool: write,
    schema: names.schema,
    statements: finalStatements(names.schema),
  };
  await health.start();
  return {
    health: health.state,
    reader: () => orms.read.em.fork(),
    async transaction(work) {
      const { value, effects } = await runTransaction(transactionParts, work);
      if (effects.outbox.length > 0) waking.committed();
      return value;
    },
    findOutcome: outcomeReader(write, names.schema),
    isHandled: inboxReader(write, names.schema),
    deliveries: deliveryStore(write, names.schema),
    deadLetters: deadLetterStore(write, names.schema, names.module),
    sizes: storeSizes(write, names.schema),
    purge: purger(write, names.schema),
    outbox: {
      ...rows,
      async acquire(host, leaseMs) {
        const here = await rows.acquire(host, leaseMs);
        waking.relaying(here);
        return here;
      },
      async release(host) {
        waking.relaying(false);
        await rows.release(host);
      },
    },
    sagas: sagaStore(write, names.schema),
    schedules: scheduleStore(write, names.schema),
    get free() {
      return write.free;
    },
    async stop() {
      health.stop();
      await waking.stop();
      await Promise.all([write.close(STOP_GRACE_MS), read.close(STOP_GRACE_MS)]);
    },
  };
}
