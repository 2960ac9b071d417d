import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';
import type { Running } from './running.ts';

/** One use of the server by one process. */
export interface User {
  readonly id: string;
  readonly process: ProcessIdentity;
}

/** What a backing folder's `state.json` says. Read and written under the folder's lock only. */
export interface BackingState {
  /** Absent while the server is being started. */
  readonly running?: Running;
  /** What a start has begun so far; a starter that was killed leaves it for the next to end. */
  readonly begun?: Pick<Running, 'processes' | 'container'>;
  readonly users: readonly User[];
}

export function stateFileOf(folder: string): string {
  return join(folder, 'state.json');
}

/** `undefined` when there is none; one that cannot be read counts as none. */
export function readState(folder: string): BackingState | undefined {
  try {
    return JSON.parse(readFileSync(stateFileOf(folder), 'utf8')) as BackingState;
  } catch {
    return undefined;
  }
}

/** Replaces the state as a whole, readable by its owner only: the URL holds a password. */
export function writeState(folder: string, state: BackingState): void {
  const draft = `${stateFileOf(folder)}.draft`;
  writeFileSync(draft, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, stateFileOf(folder));
}

export function removeState(folder: string): void {
  rmSync(stateFileOf(folder), { force: true });
}
