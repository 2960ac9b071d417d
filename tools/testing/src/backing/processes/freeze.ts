import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isAlive } from '../joining/process-identity.ts';
import { signal } from './end.ts';

/** Only a machine that has stopped takes so long. */
const FREEZES_WITHIN_MS = 30_000;
/** Stopped, stopped by a tracer, or at its end. */
const STANDS_STILL = /^[TtZX]/;

/**
 * Sends SIGSTOP, and answers once no thread of the process runs any more. A signal that was sent has not arrived: until
 * one of its threads gets a processor to take it, all others go on and answer. SIGCONT thaws.
 */
export async function freeze(identity: ProcessIdentity): Promise<void> {
  signal(identity, 'SIGSTOP');
  // Elsewhere there is no list of threads to read.
  if (process.platform !== 'linux') return sleep(100);
  const until = Date.now() + FREEZES_WITHIN_MS;
  while (isAlive(identity) && !standsStill(identity.pid)) {
    if (Date.now() > until) throw new Error(`process ${identity.pid} still runs ${FREEZES_WITHIN_MS} ms after SIGSTOP`);
    await sleep(1);
  }
}

function standsStill(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      return STANDS_STILL.test(stat.slice(stat.lastIndexOf(')') + 2));
    });
  } catch {
    // A thread has ended meanwhile.
    return false;
  }
}
