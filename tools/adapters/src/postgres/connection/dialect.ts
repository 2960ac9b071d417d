import type { Dialect, Driver, TransactionSettings } from 'kysely';
import { CompiledQuery, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import pg from 'pg';
import type { ConnectionPool } from './connection-pool.ts';
import { PgConnection } from './pg-connection.ts';

/** The dialect through which MikroORM reaches a pool. The pool belongs to the store, which closes it. */
export function poolDialect(pool: ConnectionPool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PoolDriver(pool),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/**
 * As Kysely’s own driver, except that BEGIN travels with the first statement, the transaction's effects travel with
 * COMMIT, and a connection that breaks in a transaction is given back (Kysely keeps it when ROLLBACK fails, and the
 * pool runs dry).
 */
class PoolDriver implements Driver {
  readonly #pool: ConnectionPool;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<PgConnection> {
    return new PgConnection(await this.#pool.acquire(), this.#pool);
  }

  async beginTransaction(connection: PgConnection, settings: TransactionSettings): Promise<void> {
    const isolation = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : '';
    const access = settings.accessMode ? ` ${settings.accessMode}` : '';
    connection.begin(`begin${isolation}${access}`);
  }

  async commitTransaction(connection: PgConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: PgConnection): Promise<void> {
    await connection.rollback();
  }

  async savepoint(connection: PgConnection, name: string): Promise<void> {
    await connection.executeQuery(raw(`savepoint ${pg.escapeIdentifier(name)}`));
  }

  async rollbackToSavepoint(connection: PgConnection, name: string): Promise<void> {
    await connection.executeQuery(raw(`rollback to ${pg.escapeIdentifier(name)}`));
  }

  async releaseSavepoint(connection: PgConnection, name: string): Promise<void> {
    await connection.executeQuery(raw(`release ${pg.escapeIdentifier(name)}`));
  }

  async releaseConnection(connection: PgConnection): Promise<void> {
    connection.release();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

const raw = (sql: string): CompiledQuery => CompiledQuery.raw(sql);
