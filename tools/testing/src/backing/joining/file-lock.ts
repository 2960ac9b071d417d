import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from './process-identity.ts';
import { identifySelf, isAlive } from './process-identity.ts';

export interface LockOptions {
  /** Called once with the holder when the lock is not free at once. */
  readonly onWait?: (holder: ProcessIdentity) => void;
}

/** How often a waiting process looks again, in ms. */
const lookEvery = 100;
/** A guard is held for microseconds; one older than this, in ms, was left by a process that was killed in between. */
const guardIsStaleAfter = 5_000;

/**
 * Runs `work` while no other live process on this machine is inside `withLock` of the same file. A lock left by a
 * process that died is taken over. Within one process, too, only one call at a time holds a file's lock.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const before = queued.get(file) ?? Promise.resolve();
  const mine = before.then(() => holding(file, work, options));
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  queued.set(file, settled);
  try {
    return await mine;
  } finally {
    if (queued.get(file) === settled) queued.delete(file);
  }
}

/** The last call of this process for each file: the lock file says only which process holds it. */
const queued = new Map<string, Promise<void>>();

async function holding<T>(file: string, work: () => Promise<T>, options: LockOptions): Promise<T> {
  let told = false;
  while (!take(file)) {
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) {
      removeStale(file);
      continue;
    }
    if (holder !== undefined && !told) {
      told = true;
      options.onWait?.(holder);
    }
    await sleep(lookEvery);
  }
  try {
    return await work();
  } finally {
    unlinkSync(file);
  }
}

/** Takes the lock if it is free. A hard link appears whole or not at all, so no reader sees a half-written lock. */
function take(file: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(identifySelf()));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** The process that holds a lock. */
export function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // gone in the meantime: the next try takes it
  }
}

/**
 * Removes a dead holder's lock. Under a guard, because of two processes that see the same dead holder the slower one
 * would otherwise remove the lock that the faster one has just taken.
 */
function removeStale(file: string): void {
  const guard = `${file}.guard`;
  if (!take(guard)) {
    if (ageOf(guard) > guardIsStaleAfter) rmSync(guard, { force: true });
    return;
  }
  try {
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}
