import type { DatabaseError } from 'pg';

/**
 * What an error of the driver means.
 * - `unreachable`: the server, or the way to it, is gone; the connection is of no more use.
 * - `busy`: there is a server, and no connection to be had.
 * - `login`: the server knows us not, or not with this password, or has no such database.
 * - `contended`: the server gave way to another transaction, or would not wait for it; this one is surely rolled back.
 * - `read-only`: the server takes no writes, or the session was made to read alone.
 * - `ailing`: the server lacks what it needs for any work (room on its disk, memory), or its system fails it; the
 *   connection is fine.
 * - `refused`: the server answered a statement with an error; the connection is fine.
 */
export type FaultKind = 'unreachable' | 'busy' | 'login' | 'contended' | 'read-only' | 'ailing' | 'refused';

/** Of the pool, while all its connections are taken. */
const POOL_TIMEOUT = 'timeout exceeded when trying to connect';

/** serialization_failure, deadlock_detected, lock_not_available. */
const CONTENDED = new Set(['40001', '40P01', '55P03']);

/** Never throws, whatever it is given. */
export function faultKind(error: unknown): FaultKind {
  const state = sqlState(error);
  if (state === undefined) return messageOf(error) === POOL_TIMEOUT ? 'busy' : 'unreachable';
  if (state === '53300') return 'busy'; // too_many_connections
  if (state.startsWith('28') || state === '3D000') return 'login';
  // idle_in_transaction_session_timeout, transaction_timeout: this session is ended.
  if (state === '25P03' || state === '25P04') return 'unreachable';
  // Class 08: connection exceptions. 57P01 to 57P05: the server, or this session, is being shut down or is not up yet.
  if (state.startsWith('08') || state.startsWith('57P')) return 'unreachable';
  if (state === '25006') return 'read-only'; // read_only_sql_transaction
  if (CONTENDED.has(state)) return 'contended';
  if (!isAiling(state)) return 'refused';
  // What is worse than an error ends the session, or the server, and then nobody knows what became of a commit.
  return (error as Partial<DatabaseError>).severity === 'ERROR' ? 'ailing' : 'unreachable';
}

/** Class 53: insufficient resources, without a limit that somebody set to one statement. Class 58: system errors. */
function isAiling(state: string): boolean {
  return state.startsWith('58') || (state.startsWith('53') && state !== '53400');
}

/** Whether a connection is gone with this error, and the answer to what was asked on it with it. */
export function isBroken(error: unknown): boolean {
  const kind = faultKind(error);
  return kind === 'unreachable' || kind === 'busy' || kind === 'login';
}

/** Whether waiting may help: the server starts up, restarts, or has no slot free. */
export function mayPass(error: unknown): boolean {
  const kind = faultKind(error);
  return kind === 'unreachable' || kind === 'busy';
}

/** The five characters of SQLSTATE; undefined for errors that are not the server's. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as Partial<DatabaseError> | null | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !SYSTEM_CODES.has(code) ? code : undefined;
}

/** Node's error codes that look like an SQLSTATE. */
const SYSTEM_CODES = new Set([
  'EPIPE',
  'EPERM',
  'EBUSY',
  'EBADF',
  'EFBIG',
  'EROFS',
  'EXDEV',
  'ELOOP',
  'ESRCH',
  'ENOSR',
]);

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
