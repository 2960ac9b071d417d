import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isAlive } from '../joining/process-identity.ts';

/**
 * Signals exactly this process: nothing is done when it is gone, even if its pid belongs to another one now.
 * `group` reaches its children too, for a process that was started detached.
 */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals, group = false): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(group ? -identity.pid : identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Answers whether the process was gone within so many ms. */
export async function isGoneWithin(identity: ProcessIdentity, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  while (isAlive(identity)) {
    if (Date.now() >= until) return false;
    await sleep(20);
  }
  return true;
}

/** One signal, and how long it may take to end the process, in ms. */
export interface Step {
  readonly signal: NodeJS.Signals;
  readonly within: number;
}

/** Tries each step in turn and SIGKILL on the process's whole group at last. */
export async function end(identity: ProcessIdentity, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    signal(identity, step.signal);
    if (await isGoneWithin(identity, step.within)) return;
  }
  signal(identity, 'SIGKILL', true);
  await isGoneWithin(identity, 10_000);
}
