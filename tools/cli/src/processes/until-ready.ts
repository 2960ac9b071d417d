import { setTimeout as pause } from 'node:timers/promises';
import { LOOPBACK } from '../ports/door-ports.ts';

const LOOK_EVERY_MS = 200;

/** Resolves when `/health/ready` on the admin port answers 200, or when the signal aborts; answers which. */
export async function untilReady(adminPort: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await isReady(adminPort)) return true;
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function isReady(adminPort: number): Promise<boolean> {
  try {
    const response = await fetch(`http://${LOOPBACK}:${adminPort}/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
