import type { CompiledQuery, DatabaseConnection, QueryResult as KyselyResult } from 'kysely';
import type { DatabaseError, PoolClient, QueryResult } from 'pg';
import { CarveoutError } from '@carveout/runtime';
import { commitUnknown } from '../errors/carv-504-commit-unknown.ts';
import { transactionAborted } from '../errors/carv-505-transaction-aborted.ts';
import { databaseError } from '../errors/database-error.ts';
import { faultKind, isBroken, messageOf } from '../errors/fault-kind.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { withTimeout } from './connection-pool.ts';
import type { FinalStatement } from './final-statement.ts';

/**
 * - `requested`: BEGIN is sent with the first statement, which saves a round trip, or never if there is none.
 * - `failed`: the first statement failed, and whether the server saw BEGIN depends on why. Nothing may be sent but
 *   ROLLBACK.
 */
type TransactionState = 'none' | 'requested' | 'open' | 'failed';

/** Which statements a connection has prepared. */
const prepared = new WeakMap<PoolClient, Set<string>>();

/** One connection, from the pool and back. MikroORM sends all its statements through it, one at a time. */
export class PgConnection implements DatabaseConnection {
  /** Run together with the commit. */
  final: readonly FinalStatement[] = [];
  readonly #client: PoolClient;
  readonly #pool: ConnectionPool;
  #state: TransactionState = 'none';
  #begin = 'begin';
  #broken = false;
  #streams = 0;
  #asked = 0;
  #answeredAt = performance.now();
  /** Its transaction is coming to its end: what is asked now would no longer be part of it. */
  #over = false;

  constructor(client: PoolClient, pool: ConnectionPool) {
    this.#client = client;
    this.#pool = pool;
  }

  /** Whether the connection was lost while it was in use, or is of no more use. */
  get broken(): boolean {
    return this.#broken;
  }

  get idleSince(): number | undefined {
    return this.#asked > 0 ? undefined : this.#answeredAt;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<KyselyResult<R>> {
    const { command, rowCount, rows } = await this.#send(query.sql, query.parameters);
    const counts = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
    return { rows: (rows ?? []) as R[], ...(counts ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
  }

  /** By a cursor, which needs a transaction: the one that is open, or one of its own. */
  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<KyselyResult<R>> {
    const own = this.#state === 'none';
    const cursor = `carveout_stream_${++this.#streams}`;
    if (own) await this.#send('begin');
    try {
      await this.#send(`declare ${cursor} no scroll cursor for ${query.sql}`, query.parameters);
      for (;;) {
        const { rows } = await this.#send(`fetch ${chunkSize} from ${cursor}`);
        if (rows.length === 0) break;
        yield { rows: rows as R[] };
      }
      if (!own) await this.#send(`close ${cursor}`);
    } finally {
      if (own) await this.#send('rollback').catch(() => (this.#broken = true));
    }
  }

  begin(statement: string): void {
    this.#begin = statement;
    this.#state = 'requested';
  }

  /**
   * @throws CarveoutError CARV-504 when the answer is lost, CARV-505 when the server rolled back instead; a
   * DatabaseError of a final statement, and then nothing is committed.
   */
  async commit(): Promise<void> {
    const final = this.final;
    if (this.#state === 'requested' && final.length === 0) return this.#ended();
    if (this.#state === 'failed') throw this.#aborted();
    this.#over = true;
    await this.#prepare(final);
    const statements = [...final.map((statement) => statement.execute), 'commit'];
    if (this.#state === 'requested') statements.unshift(this.#begin);
    this.#state = 'open';
    let results: QueryResult[];
    try {
      results = asArray(await this.#client.query(withTimeout({ text: statements.join(';\n') }, this.#pool.settings)));
    } catch (error) {
      if (this.#pool.isUseless(error)) this.#broken = true;
      // An error of a statement ends the round trip before COMMIT. Any other may have come after it.
      if (!isBroken(error)) throw isAborted(error) ? this.#aborted() : error;
      throw this.#unknown(error);
    }
    if (results.at(-1)?.command !== 'COMMIT') throw this.#aborted();
    this.#ended();
  }

  /** Never rejects: a connection on which it fails is dropped, and the server rolls back by itself. */
  async rollback(): Promise<void> {
    this.#over = true;
    const nothingSent = this.#state === 'none' || this.#state === 'requested';
    if (!nothingSent && !this.#broken) {
      try {
        await this.#client.query(withTimeout({ text: 'rollback' }, this.#pool.settings));
      } catch {
        this.#broken = true;
      }
    }
    this.#ended();
  }

  release(): void {
    this.#client.release(this.#broken || this.#state !== 'none');
  }

  async #send(sql: string, parameters: readonly unknown[] = []): Promise<QueryResult> {
    if (this.#state === 'failed' || this.#over) throw abortedState();
    const first = this.#state === 'requested';
    try {
      if (first && parameters.length > 0) await this.#query(this.#begin);
      const together = first && parameters.length === 0;
      const results = asArray(await this.#query(together ? `${this.#begin};\n${sql}` : sql, parameters));
      if (first) this.#state = 'open';
      const own = together ? results.slice(1) : results;
      // As node-postgres answers them: one statement gives a result, several give one that has no rows of its own.
      return own.length === 1 ? own[0]! : ({ command: '', rowCount: null, rows: [] as unknown[] } as QueryResult);
    } catch (error) {
      if (first) this.#state = 'failed';
      if (this.#pool.isUseless(error)) {
        this.#broken = true;
        throw databaseError(this.#pool.place, 'running a statement', error);
      }
      // Within a transaction its end tells so.
      if (this.#state === 'none' && faultKind(error) === 'ailing')
        throw databaseError(this.#pool.place, 'running a statement', error);
      // The values of rows are in `detail`, and what handlers throw is logged.
      if (this.#pool.settings.production) (error as DatabaseError).detail = undefined;
      throw error;
    }
  }

  async #query(text: string, parameters: readonly unknown[] = []): Promise<QueryResult> {
    const values = parameters.length === 0 ? {} : { values: [...parameters] };
    this.#asked++;
    try {
      return await this.#client.query(withTimeout({ text, ...values }, this.#pool.settings));
    } finally {
      this.#asked--;
      this.#answeredAt = performance.now();
    }
  }

  async #prepare(statements: readonly FinalStatement[]): Promise<void> {
    let known = prepared.get(this.#client);
    if (known === undefined) prepared.set(this.#client, (known = new Set()));
    for (const { name, prepare } of statements) {
      if (known.has(name)) continue;
      try {
        await this.#query(prepare);
      } catch (error) {
        if (this.#pool.isUseless(error)) this.#broken = true;
        throw isAborted(error) ? this.#aborted() : error;
      }
      known.add(name);
    }
  }

  #ended(): void {
    this.#state = 'none';
    this.final = [];
  }

  #aborted(): CarveoutError {
    return new CarveoutError(
      transactionAborted,
      `Module ${this.#pool.place.module}: a statement of the transaction had failed, the handler went on, and so the ` +
        'database rolled all of it back. Nothing was saved. Let the error end the transaction, or run what may fail ' +
        'in a nested em.transactional().',
    );
  }

  #unknown(cause: unknown): CarveoutError {
    const { module, label } = this.#pool.place;
    return new CarveoutError(
      commitUnknown,
      `Module ${module}, database ${label}: the connection was lost during a commit (${messageOf(cause)}), so it is ` +
        'not known whether the transaction was saved. Repeat the command under the same key to find out.',
      { cause, availability: 'unknown' },
    );
  }
}

function asArray(results: QueryResult | QueryResult[]): QueryResult[] {
  return Array.isArray(results) ? results : [results];
}

function isAborted(error: unknown): boolean {
  return (error as { code?: unknown }).code === '25P02';
}

function abortedState(): Error {
  const message = 'current transaction is aborted, commands ignored until end of transaction block';
  return Object.assign(new Error(message), { code: '25P02', severity: 'ERROR' });
}
