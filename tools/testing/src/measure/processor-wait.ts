import { readFileSync } from 'node:fs';

const SAMPLE_EVERY_MS = 100;

/**
 * For how long a process's main thread could have run but had to wait for a processor since its start, in ms; 0 where the
 * system does not tell.
 */
export function processorWaitMs(pid: number | undefined): number {
  try {
    const [, waitedNs = '0'] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}

/**
 * Follows a process that is about to end: of one that is gone the system tells nothing. The function that it answers ends
 * that, and says for how long, in ms, the process waited for a processor meanwhile: never more than it did.
 */
export function watchProcessorWait(pid: number | undefined): () => number {
  const before = processorWaitMs(pid);
  let last = before;
  const look = (): void => void (last = Math.max(last, processorWaitMs(pid)));
  const looking = setInterval(look, SAMPLE_EVERY_MS);
  return () => {
    clearInterval(looking);
    return last - before;
  };
}
