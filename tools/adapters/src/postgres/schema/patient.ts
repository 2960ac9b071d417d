import type { ConnectionSettings } from '../options.ts';

const PATIENCE_MS = 10 * 60_000;

/**
 * For sessions that change what all processes of a module share: rewriting a table is one statement, and who waits for
 * another process that does it waits as long.
 */
export function patient<S extends ConnectionSettings>(settings: S): S {
  return { ...settings, statementTimeoutMs: PATIENCE_MS, lockTimeoutMs: PATIENCE_MS };
}
