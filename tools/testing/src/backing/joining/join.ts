import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join as joinPath, resolve } from 'node:path';
import type { BackingOptions, BackingUse } from '../backing-use.ts';
import { endOnExit } from './end-on-exit.ts';
import { startFirstThatWorks } from './first-that-works.ts';
import { withLock } from './file-lock.ts';
import { identifySelf, isAlive } from './process-identity.ts';
import type { BackingKind, Running } from './running.ts';
import type { BackingState, User } from './state-file.ts';
import { readState, removeState, writeState } from './state-file.ts';

export interface JoinedUse extends BackingUse {
  readonly managementUrl?: string;
}

/**
 * Joins the server of a folder, or starts it. Whoever comes first starts it and the others wait for that; a server
 * whose users were all killed is taken over when it keeps data, and replaced when it does not.
 */
export async function joinOrStart(kind: BackingKind, options: BackingOptions): Promise<JoinedUse> {
  const folder = resolve(options.folder);
  const log = (line: string): void => options.log?.(`${kind.name}: ${line}`);
  mkdirSync(folder, { recursive: true });
  if (!options.persistent) endOnExit(kind, folder, lockOf(folder));
  return withLock(
    lockOf(folder),
    async () => {
      const user: User = { id: randomUUID(), process: identifySelf() };
      const state = readState(folder);
      const found = state && (await stillUsable(kind, folder, state, options.persistent, log));
      if (found) {
        writeState(folder, { running: found.running, users: [...found.users, user] });
        log(`joined the one that runs already (${found.running.origin})`);
        return use(kind, folder, options.persistent, found.running, user, true);
      }
      const running = await startFirstThatWorks(kind, { folder, persistent: options.persistent, log });
      writeState(folder, { running, users: [user] });
      return use(kind, folder, options.persistent, running, user, false);
    },
    { onWait: (holder) => log(`waiting for process ${holder.pid}, which is starting or stopping it`) },
  );
}

function lockOf(folder: string): string {
  return joinPath(folder, 'lock');
}

/** The server that the state names, with its live users, if it can be joined. Otherwise it is ended. */
async function stillUsable(
  kind: BackingKind,
  folder: string,
  state: BackingState,
  persistent: boolean,
  log: (line: string) => void,
): Promise<{ running: Running; users: readonly User[] } | undefined> {
  const users = state.users.filter((user) => isAlive(user.process));
  const { running } = state;
  // A throw-away server without a live user holds only what a killed run left in it: a clean one is worth its start.
  const wanted = running !== undefined && (persistent || users.length > 0);
  if (wanted && (await kind.answers(running))) return { running, users };
  const leftover = running ?? (state.begun && { origin: 'installed' as const, url: '', ...state.begun });
  if (leftover) {
    log('ending one that a killed process left behind');
    // One that no longer answers must end before another may open its data; the clean way gets its chance first.
    await kind.stop(leftover, persistent && running !== undefined);
  }
  if (!persistent) kind.clear(folder);
  removeState(folder);
  return undefined;
}

function use(
  kind: BackingKind,
  folder: string,
  persistent: boolean,
  running: Running,
  user: User,
  joined: boolean,
): JoinedUse {
  let released: Promise<void> | undefined;
  return {
    url: running.url,
    ...(running.managementUrl === undefined ? {} : { managementUrl: running.managementUrl }),
    origin: running.origin,
    joined,
    release: () => (released ??= leave(kind, folder, persistent, user)),
  };
}

/** Takes a user off the list; the last one out stops the server. */
async function leave(kind: BackingKind, folder: string, persistent: boolean, user: User): Promise<void> {
  await withLock(lockOf(folder), async () => {
    const state = readState(folder);
    if (state === undefined) return;
    const users = state.users.filter((other) => other.id !== user.id && isAlive(other.process));
    if (users.length > 0) {
      writeState(folder, { ...state, users });
      return;
    }
    if (state.running) await kind.stop(state.running, persistent);
    if (!persistent) kind.clear(folder);
    removeState(folder);
  });
}
