import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import pg from 'pg';
import type { ServerAddress } from '../address/server-address.ts';
import type { Place } from '../errors/database-error.ts';
import { databaseError } from '../errors/database-error.ts';
import { faultKind, isBroken, messageOf, sqlState } from '../errors/fault-kind.ts';
import type { ConnectionSettings, PostgresStoreOptions } from '../options.ts';
import type { SchemaNames } from '../schema/names.ts';
import { clientConfig } from './client-config.ts';
import { ormTypes } from './orm-types.ts';
import { takeLeave } from './take-leave.ts';

export interface PoolOptions {
  readonly address: ServerAddress;
  readonly names: SchemaNames;
  readonly settings: ConnectionSettings;
  readonly log: PostgresStoreOptions<never>['log'];
  readonly max: number;
  /** True: its connections only read, whatever the server takes. @default false */
  readonly readOnly?: boolean;
}

/** Connections of one role, opened when needed. A connection that breaks is dropped, and another is opened. */
export interface ConnectionPool {
  readonly place: Place;
  readonly database: string;
  readonly settings: ConnectionSettings;
  /**
   * Takes a connection; give it back with `release(isUseless(error))`.
   *
   * @throws CarveoutError CARV-501, 502 or 513, within `connectWithinMs`.
   */
  acquire(): Promise<PoolClient>;
  /**
   * Runs one statement; within `limitMs` once connected, when that is given.
   *
   * @throws CarveoutError CARV-5xx; `doing` completes “while …” in its message.
   */
  query<R extends QueryResultRow>(doing: string, statement: QueryConfig, limitMs?: number): Promise<QueryResult<R>>;
  /**
   * Whether a connection is of no more use after this error: it is gone, or leads to a server that takes no writes, which
   * is then known.
   */
  isUseless(error: unknown): boolean;
  /** True from a write that the server did not take, being read-only, until `takesWrites` finds that it does. */
  readonly refusesWrites: boolean;
  /** Asks, within `limitMs`. @throws CarveoutError CARV-501 when it takes none. */
  takesWrites(limitMs: number): Promise<void>;
  /** Connections that nobody has or waits for; opened or not. */
  readonly free: number;
  /** When a statement last succeeded, by `performance.now()`. */
  readonly lastSuccess: number;
  /** Closes idle connections now, and busy ones when they are given back or `graceMs` have passed. */
  close(graceMs: number): Promise<void>;
}

/** Fails as a write would, and needs no lock on any table. */
const TAKES_WRITES = `do $$ begin
  if current_setting('transaction_read_only')::boolean then
    raise exception 'the server takes no writes' using errcode = '25006';
  end if;
end $$`;

export function createPool(options: PoolOptions): ConnectionPool {
  const { address, names, settings, log, readOnly = false } = options;
  const place: Place = { module: names.module, label: address.label };
  const pool = new pg.Pool({
    ...clientConfig(address, names, settings, readOnly ? { default_transaction_read_only: 'on' } : {}),
    max: options.max,
    idleTimeoutMillis: 10_000,
    types: ormTypes(),
  });
  const clients = watchClients(pool, place, log);
  let lastSuccess = -Infinity;
  let refusesWrites = false;

  const acquire = (): Promise<PoolClient> => connectPatiently(pool, place, settings);
  const isUseless = (error: unknown): boolean => {
    if (readOnly || faultKind(error) !== 'read-only') return isBroken(error);
    refusesWrites = true;
    return true;
  };
  const query: ConnectionPool['query'] = async <R extends QueryResultRow>(
    doing: string,
    statement: QueryConfig,
    limitMs?: number,
  ) => {
    const client = await acquire();
    try {
      const result = await client.query<R>(withTimeout(statement, settings, limitMs));
      client.release();
      lastSuccess = performance.now();
      return result;
    } catch (error) {
      client.release(isUseless(error));
      throw databaseError(place, doing, error);
    }
  };
  return {
    place,
    database: address.database,
    settings,
    acquire,
    query,
    isUseless,
    get refusesWrites() {
      return refusesWrites;
    },
    async takesWrites(limitMs) {
      await query('asking whether it takes writes', { text: TAKES_WRITES }, limitMs);
      refusesWrites = false;
    },
    get free() {
      // For a moment even who gets one that is idle counts as waiting.
      return options.max - (pool.totalCount - pool.idleCount) - pool.waitingCount;
    },
    get lastSuccess() {
      return lastSuccess;
    },
    async close(graceMs) {
      if (pool.ending) return;
      const ended = pool.end();
      const timer = new AbortController();
      const late = sleep(graceMs, 'late', { signal: timer.signal }).catch(() => 'aborted');
      if ((await Promise.race([ended, late])) === 'late')
        await Promise.all([...clients].map((client) => takeLeave(client)));
      timer.abort();
    },
  };
}

async function connectPatiently(pool: pg.Pool, place: Place, settings: ConnectionSettings): Promise<PoolClient> {
  const until = performance.now() + settings.connectWithinMs;
  for (;;) {
    try {
      return await pool.connect();
    } catch (error) {
      // The server is starting up, or has given its last slot away: both pass within moments.
      const waits = ['57P03', '53300'].includes(sqlState(error) ?? '') && performance.now() + 50 < until;
      if (!waits) throw databaseError(place, 'connecting', error);
      await sleep(50);
    }
  }
}

/**
 * A limit on the client's side as well, for a server or a way that falls silent. It is set per statement: as an option
 * of the whole connection it would also strike at idle ones that wait for notifications.
 */
export function withTimeout(
  statement: QueryConfig,
  settings: ConnectionSettings,
  limitMs = settings.statementTimeoutMs + 2_000,
): QueryConfig {
  return { ...statement, query_timeout: limitMs } as QueryConfig;
}

/** Without a listener an `error` event ends the process: idle clients report to the pool, busy ones to nobody. */
function watchClients(pool: pg.Pool, place: Place, log: PoolOptions['log']): Set<PoolClient> {
  const clients = new Set<PoolClient>();
  const told = (error: Error): void => {
    log.warn({ module: place.module, database: place.label }, `a database connection was lost: ${messageOf(error)}`);
  };
  pool.on('error', told);
  pool.on('connect', (client) => {
    clients.add(client);
    client.on('error', (error) => log.debug({ module: place.module }, `database connection: ${messageOf(error)}`));
  });
  pool.on('remove', (client) => clients.delete(client));
  return clients;
}
