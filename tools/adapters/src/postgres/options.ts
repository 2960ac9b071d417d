import type { Persistence } from '@carveout/runtime';
import type { Logger } from 'pino';

export interface PostgresStoreOptions<Em> {
  readonly module: string;
  readonly persistence: Persistence<Em>;
  /**
   * `postgresql://user:password@host:port/database`. Its user may create roles, and the module's two roles and schema
   * are made with it; or it is the runtime role that somebody made.
   */
  readonly url: string;
  /** The address of the schema's owner, for migrations where `url` may not create roles. @default `url`, and never in production */
  readonly ownerUrl?: string | undefined;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** True: start() changes no schema and makes no role; default passwords and plaintext links are refused. */
  readonly production: boolean;
  /** True: start() changes no schema and makes no role, in development either. @default false */
  readonly asItIs?: boolean | undefined;
  /** Connections at most; they are opened when needed and closed after 10 s without use. @default 8 to write, 4 to read */
  readonly poolSize?: { readonly write?: number; readonly read?: number } | undefined;
  /** How long start() tries to reach the database, in ms. @default 30 000 */
  readonly startWithinMs?: number | undefined;
  /** How long one operation waits for a connection, in ms. @default 3 000 */
  readonly connectWithinMs?: number | undefined;
  /** After how long the server gives up a statement, in ms; the client follows 2 s later. @default 10 000 */
  readonly statementTimeoutMs?: number | undefined;
  /** How long a statement waits for a lock, in ms. @default 5 000 */
  readonly lockTimeoutMs?: number | undefined;
  /**
   * How long a transaction may ask nothing of the database before it is rolled back (CARV-515), in ms; the server ends its
   * session 2 s later if the process cannot. 0: as long as it likes. @default 15 000
   */
  readonly idleInTransactionMs?: number | undefined;
  /** How often the database is asked how it is, in ms, when nothing else was asked meanwhile. @default 1 000 */
  readonly healthEveryMs?: number | undefined;
}

/** The options about connections, with their defaults filled in. */
export interface ConnectionSettings {
  readonly production: boolean;
  readonly poolSize: { readonly write: number; readonly read: number };
  readonly startWithinMs: number;
  readonly connectWithinMs: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly idleInTransactionMs: number;
  readonly healthEveryMs: number;
}

export function connectionSettings(options: Omit<PostgresStoreOptions<never>, 'persistence'>): ConnectionSettings {
  return {
    production: options.production,
    poolSize: { write: options.poolSize?.write ?? 8, read: options.poolSize?.read ?? 4 },
    startWithinMs: options.startWithinMs ?? 30_000,
    connectWithinMs: options.connectWithinMs ?? 3_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 10_000,
    lockTimeoutMs: options.lockTimeoutMs ?? 5_000,
    idleInTransactionMs: options.idleInTransactionMs ?? 15_000,
    healthEveryMs: options.healthEveryMs ?? 1_000,
  };
}
