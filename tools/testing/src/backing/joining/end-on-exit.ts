import { rmSync } from 'node:fs';
import { signal } from '../processes/end.ts';
import { readHolder } from './file-lock.ts';
import { identifySelf, isAlive, isSame } from './process-identity.ts';
import type { BackingKind } from './running.ts';
import { readState, removeState, writeState } from './state-file.ts';

interface Watched {
  readonly kind: BackingKind;
  readonly lock: string;
}

const watched = new Map<string, Watched>();

/**
 * Ends a throw-away server that this process still uses, alone, when it exits without having released it: a test run
 * that is interrupted gets no time to. Containers stay; the next start ends them.
 */
export function endOnExit(kind: BackingKind, folder: string, lock: string): void {
  if (watched.size === 0) process.once('exit', endAll);
  watched.set(folder, { kind, lock });
}

function endAll(): void {
  for (const [folder, { kind, lock }] of watched) {
    const holder = readHolder(lock);
    const self = identifySelf();
    const lockedByOther = holder !== undefined && !isSame(holder, self) && isAlive(holder);
    const state = readState(folder);
    if (state === undefined || lockedByOther) continue;
    const users = state.users.filter((user) => !isSame(user.process, self) && isAlive(user.process));
    if (users.length > 0) {
      writeState(folder, { ...state, users });
    } else {
      for (const server of state.running?.processes ?? state.begun?.processes ?? []) signal(server, 'SIGKILL', true);
      if (state.running?.container !== undefined || state.begun?.container !== undefined) continue;
      kind.clear(folder);
      removeState(folder);
    }
    if (holder !== undefined && isSame(holder, self)) rmSync(lock, { force: true });
  }
}
