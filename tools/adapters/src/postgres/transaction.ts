import type { Effects } from '@carveout/runtime';
import { CarveoutError, StoreConflict } from '@carveout/runtime';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { DriverException } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';
import type { ConnectionPool } from './connection/connection-pool.ts';
import type { FinalStatement } from './connection/final-statement.ts';
import { whileNotIdle } from './connection/idle-watch.ts';
import type { PgConnection } from './connection/pg-connection.ts';
import { conflictOf } from './effects/conflict.ts';
import { transactionAborted } from './errors/carv-505-transaction-aborted.ts';
import { transactionIdle } from './errors/carv-515-transaction-idle.ts';
import { databaseError } from './errors/database-error.ts';
import type { FaultKind } from './errors/fault-kind.ts';
import { faultKind } from './errors/fault-kind.ts';

const NOT_OF_WORK: ReadonlySet<FaultKind> = new Set(['contended', 'ailing']);

/** Where a transaction is: `flush` writes what its unit of work gathered, `commit` its effects and all of it. */
type Step = 'work' | 'flush' | 'commit';

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
  const step = { of: 'work' as Step };
  try {
    const idleMs = parts.pool.settings.idleInTransactionMs;
    const value = await whileNotIdle(connection, idleMs, work(em, effects), () => stoodStill(parts, idleMs));
    step.of = 'flush';
    if (hasEnded(transaction)) throw endedByWork(parts, transaction);
    em.setTransactionContext(transaction); // should the handler have tampered with it
    await em.flush();
    connection.final = parts.statements(effects);
    step.of = 'commit';
    await em.commit();
    return { value, effects };
  } catch (error) {
    if (!hasEnded(transaction)) {
      em.setTransactionContext(transaction);
      await em.rollback();
    }
    throw refusal(parts, step.of, error, connection.broken);
  } finally {
    // Whatever still holds the EntityManager is refused, instead of writing outside of any transaction.
    em.setTransactionContext(transaction);
  }
}

/**
 * What `work` throws is its own affair, unless it is that of the database: gone, ailing, or letting another one go first. So
 * is what the unit of work throws when it is written at the end without a word from the database: an entity that lacks a
 * property, a version that has changed, a hook.
 */
function refusal(parts: TransactionParts, step: Step, error: unknown, broken: boolean): unknown {
  if (step === 'flush' && !(error instanceof DriverException)) return error;
  if (step === 'work') {
    return error instanceof DriverException && (broken || NOT_OF_WORK.has(faultKind(error)))
      ? databaseError(parts.pool.place, 'in a transaction', error)
      : error;
  }
  if (error instanceof StoreConflict) return error;
  return conflictOf(error, parts.schema) ?? databaseError(parts.pool.place, 'ending a transaction', error);
}

function hasEnded(transaction: ControlledTransaction<unknown>): boolean {
  return transaction.isCommitted || transaction.isRolledBack;
}

function endedByWork(parts: TransactionParts, transaction: ControlledTransaction<unknown>): CarveoutError {
  const [how, left] = transaction.isCommitted
    ? ['committed', 'Its rows were saved without its events and its outcome.']
    : ['rolled back', 'Nothing was saved.'];
  return new CarveoutError(
    transactionAborted,
    `Module ${parts.pool.place.module}: the handler ${how} the transaction it was given. ${left} ` +
      'Return from it to commit, throw to roll back, and leave em.commit() and em.rollback() alone.',
  );
}

function stoodStill(parts: TransactionParts, idleMs: number): CarveoutError {
  return new CarveoutError(
    transactionIdle,
    `Module ${parts.pool.place.module}: a transaction asked nothing of the database for ${idleMs} ms, and was rolled back: ` +
      'nothing was saved. Do not wait for anything else in a transaction.',
  );
}

/** Every statement of a transaction runs on one connection, which Kysely hands out for the asking. */
function connectionOf(transaction: ControlledTransaction<unknown>): Promise<PgConnection> {
  return transaction.getExecutor().provideConnection(async (connection) => connection as unknown as PgConnection);
}
