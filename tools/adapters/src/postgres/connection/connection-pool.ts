import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import pg from 'pg';
import type { ServerAddress } from '../address/server-address.ts';
import type { Place } from '../errors/database-error.ts';
import { databaseError } from '../errors/database-error.ts';
import { isBroken, messageOf, sqlState } from '../errors/fault-kind.ts';
import type { ConnectionSettings, PostgresStoreOptions } from '../options.ts';
import type { SchemaNames } from '../schema/names.ts';
import { clientConfig } from './client-config.ts';
import { ormTypes } from './orm-types.ts';

export interface PoolOptions {
  readonly address: ServerAddress;
  readonly names: SchemaNames;
  readonly settings: ConnectionSettings;
  readonly log: PostgresStoreOptions<never>['log'];
  readonly max: number;
  /** Session settings of each connection, such as `default_transaction_read_only`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Connections of one role, opened when needed. A connection that breaks is dropped, and another is opened. */
export interface ConnectionPool {
  readonly place: Place;
  readonly database: string;
  readonly settings: ConnectionSettings;
  /**
   * Takes a connection; give it back with `release(isBroken(error))`.
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
  /** When a statement last succeeded, by `performance.now()`. */
  readonly lastSuccess: number;
  /** Closes idle connections now, and busy ones when they are given back or `graceMs` have passed. */
  close(graceMs: number): Promise<void>;
}

export function createPool(options: PoolOptions): ConnectionPool {
  const { address, names, settings, log } = options;
  const place: Place = { module: names.module, label: address.label };
  const pool = new pg.Pool({
    ...clientConfig(address, names, settings, options.parameters),
    max: options.max,
    idleTimeoutMillis: 10_000,
    types: ormTypes(),
  });
  const clients = watchClients(pool, place, log);
  let lastSuccess = -Infinity;

  const acquire = async (): Promise<PoolClient> => {
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
  };
  return {
    place,
    database: address.database,
    settings,
    acquire,
    async query<R extends QueryResultRow>(doing: string, statement: QueryConfig, limitMs?: number) {
      const client = await acquire();
      try {
        const result = await client.query<R>(withTimeout(statement, settings, limitMs));
        client.release();
        lastSuccess = performance.now();
        return result;
      } catch (error) {
        client.release(isBroken(error));
        throw databaseError(place, doing, error);
      }
    },
    get lastSuccess() {
      return lastSuccess;
    },
    async close(graceMs) {
      if (pool.ending) return;
      const ended = pool.end();
      const timer = new AbortController();
      const late = sleep(graceMs, 'late', { signal: timer.signal }).catch(() => 'aborted');
      if ((await Promise.race([ended, late])) === 'late') await Promise.all([...clients].map((client) => client.end()));
      timer.abort();
    },
  };
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
