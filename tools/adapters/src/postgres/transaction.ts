import type { Effects } from '@carveout/runtime';
import { StoreConflict } from '@carveout/runtime';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { DriverException } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';
import type { ConnectionPool } from './connection/connection-pool.ts';
import type { FinalStatement } from './connection/final-statement.ts';
import type { PgConnection } from './connection/pg-connection.ts';
import { conflictOf } from './effects/conflict.ts';
import { databaseError } from './errors/database-error.ts';

export interface TransactionParts {
  readonly orm: MikroORM;
  readonly pool: ConnectionPool;
  readonly schema: string;
  readonly statements: (effects: Effects) => FinalStatement[];
}

/** Runs `work` once, and commits with the effects it gathered, which are answered too. See the port for its promises. */
export async function runTransaction<T>(
  parts: TransactionParts,
  work: (em: EntityManager, effects: Effects) => Promise<T>,
): Promise<{ readonly value: T; readonly effects: Effects }> {
  const em = parts.orm.em.fork();
  await em.begin();
  const transaction = em.getTransactionContext<ControlledTransaction<unknown>>()!;
  const connection = await connectionOf(transaction);
  const effects: Effects = { outbox: [] };
  const step = { of: 'work' as 'work' | 'commit' };
  try {
    const value = await work(em, effects);
    step.of = 'commit';
    em.setTransactionContext(transaction); // should the handler have tampered with it
    await em.flush();
    connection.final = parts.statements(effects);
    await em.commit();
    return { value, effects };
  } catch (error) {
    if (!transaction.isCommitted && !transaction.isRolledBack) {
      em.setTransactionContext(transaction);
      await em.rollback();
    }
    throw refusal(parts, step.of, error, connection.broken);
  } finally {
    // Whatever still holds the EntityManager is refused, instead of writing outside of any transaction.
    em.setTransactionContext(transaction);
  }
}

/** What `work` throws is its own affair, except that the database went away under it. */
function refusal(parts: TransactionParts, step: 'work' | 'commit', error: unknown, broken: boolean): unknown {
  if (step === 'work') {
    return broken && error instanceof DriverException
      ? databaseError(parts.pool.place, 'in a transaction', error)
      : error;
  }
  if (error instanceof StoreConflict) return error;
  return conflictOf(error, parts.schema) ?? databaseError(parts.pool.place, 'ending a transaction', error);
}

/** Every statement of a transaction runs on one connection, which Kysely hands out for the asking. */
function connectionOf(transaction: ControlledTransaction<unknown>): Promise<PgConnection> {
  return transaction.getExecutor().provideConnection(async (connection) => connection as unknown as PgConnection);
}
