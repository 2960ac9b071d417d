import { hash } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { MemoryLimiter, counted, refused } from './memory-limiter.ts';
import type { Counted, Rate, RateLimiter } from './rate-limiter.ts';
import { SCHEMA, TABLE, makeTable } from './shared-table.ts';

const ANSWER_MS = 500;
/** While the store is away, one request asks it this often. */
const AWAY_MS = 2_000;
const SWEEP_MS = 60_000;
const CONNECTIONS = 10;
/** PostgreSQL's codes of a table and of a schema that are not there. */
const GONE = new Set<unknown>(['42P01', '3F000']);

export interface SharedRatesOptions {
  /** Address of a PostgreSQL. */
  readonly url: string;
  readonly log: Logger;
  /** Milliseconds that a request waits for a count. @default 500 */
  readonly answerMs?: number;
  /** Milliseconds after which a store that is away is asked again. @default 2000 */
  readonly awayMs?: number;
}

/**
 * Counts that the replicas of a gateway keep together, in PostgreSQL. A client over its rate is refused from memory until its
 * window ends, so that a flood does not reach the store. While the store is away each replica counts by itself, and says so once.
 */
export class SharedRates {
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  readonly #awayMs: number;
  #prepared = false;
  #askAgainAt = 0;
  #away = false;
  #sweeping: NodeJS.Timeout | undefined;

  constructor({ url, log, answerMs = ANSWER_MS, awayMs = AWAY_MS }: SharedRatesOptions) {
    this.#awayMs = awayMs;
    this.#log = log;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
      statement_timeout: answerMs,
      application_name: 'carveout-gateway',
    });
    // Idle connections break with the store; what asks next finds out by itself.
    this.#pool.on('error', (error) => log.debug({ err: error }, 'a connection to the shared rates broke'));
  }

  limiter(line: string, rate: Rate): RateLimiter {
    const alone = new MemoryLimiter(rate);
    const together = new RateLimiterPostgres({
      storeClient: this.#pool,
      storeType: 'pool',
      schemaName: SCHEMA,
      tableName: TABLE,
      // Made and swept here: by itself, the limiter does both once per line, and breaks the process when it cannot.
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: `${line}/${rate.requests}/${rate.seconds}`.slice(-200),
      points: rate.requests,
      duration: rate.seconds,
      inMemoryBlockOnConsumed: rate.requests + 1,
    });
    // One length, whatever a token calls its owner, and nobody's name or address in a store.
    return { count: (client) => this.#count(hash('sha256', client, 'base64url'), together, alone) };
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    await this.#pool.end();
  }

  async #count(client: string, together: RateLimiterPostgres, alone: RateLimiter): Promise<Counted> {
    if (performance.now() < this.#askAgainAt) return alone.count(client);
    // Of a store that was away, this one finds out for all; the others go on by themselves and do not wait.
    if (this.#away) this.#askAgainAt = performance.now() + this.#awayMs;
    try {
      await this.#prepare();
      const told = await together.consume(client).then(counted, refused);
      if (this.#away) this.#log.info('rates are shared with other replicas again');
      this.#away = false;
      this.#askAgainAt = 0;
      return told;
    } catch (error) {
      // Whoever asks next makes it anew.
      if (GONE.has((error as { readonly code?: unknown }).code)) this.#prepared = false;
      this.#askAgainAt = performance.now() + this.#awayMs;
      if (!this.#away)
        this.#log.warn({ err: error }, 'the store of shared rates is away: this replica counts by itself');
      this.#away = true;
      return alone.count(client);
    }
  }

  #preparing: Promise<void> | undefined;

  async #prepare(): Promise<void> {
    if (this.#prepared) return;
    this.#preparing ??= makeTable(this.#pool).finally(() => (this.#preparing = undefined));
    await this.#preparing;
    if (this.#prepared) return;
    this.#prepared = true;
    this.#sweeping ??= setInterval(() => {
      const sql = `DELETE FROM ${SCHEMA}.${TABLE} WHERE expire < $1`;
      this.#pool.query(sql, [Date.now()]).catch(() => undefined);
    }, SWEEP_MS).unref();
  }
}
