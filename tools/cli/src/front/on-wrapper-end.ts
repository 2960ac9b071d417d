import { readFileSync } from 'node:fs';
import { identify, isAlive } from '@carveout/testing/process-identity';
import type { ProcessIdentity } from '@carveout/testing/process-identity';

/** How `npm`, `npx` and `nx` look in the process table; what they start between them and us is watched as well. */
const WRAPPER = /^npm |^npx |\/(npm|npx)(-cli)?(\.js)?\0|\/nx(\.js)?\0|\/nx\/(dist\/)?bin\//;
const LOOK_EVERY_MS = 500;

/**
 * Calls back, once, when an `npm`, `npx` or `nx` that this process runs under is gone: a signal to one of them does
 * not always reach what it started. Other parents may come and go, such as the shell of a background job. Looks into
 * `/proc`, and does nothing on systems that have none.
 */
export function onWrapperEnd(ended: () => void): void {
  const watched = wrappersAbove(process.pid);
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (watched.every((one) => isAlive(one.process))) return;
    clearInterval(timer);
    ended();
  }, LOOK_EVERY_MS);
  timer.unref();
}

interface Seen {
  readonly process: ProcessIdentity;
  readonly parent: number;
  readonly command: string;
}

/** Every process from the parent up to the outermost wrapper; empty without one. */
function wrappersAbove(self: number): Seen[] {
  const chain: Seen[] = [];
  for (let one = look(look(self)?.parent); one !== undefined; one = look(one.parent)) chain.push(one);
  return chain.slice(0, chain.findLastIndex(({ command }) => WRAPPER.test(command)) + 1);
}

function look(pid: number | undefined): Seen | undefined {
  const identity = pid === undefined ? undefined : identify(pid);
  if (identity === undefined) return undefined;
  try {
    const parent = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return { process: identity, parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}
